using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>
/// Three simulated servers and a router that elects one of them after each step. A step kills, restarts (with or without data), promotes or
/// points a server at another one, or has the router write.
/// </summary>
internal sealed class ElectionSimulation
{
    private readonly Random _random;
    private readonly Server[] _servers;
    private readonly Dictionary<string, NodeTrack> _tracks = [];
    private Lineage _lineage = Lineage.Empty;
    private Incumbent? _incumbent;
    private string? _elected;
    private Server? _authority;
    private int _histories;
    private int _processes;
    private long _now;

    public ElectionSimulation(int seed)
    {
        _random = new Random(seed);
        _servers = [new("a"), new("b"), new("c")];
        foreach (var server in _servers)
        {
            server.Process = NewProcess();
        }

        _servers[0].BecomePrimary(NewHistory());
        _authority = _servers[0];
        foreach (var replica in _servers[1..])
        {
            replica.Following = _servers[0];
        }

        Replicate();
        Observe();
    }

    /// <summary>The server whose data the operator stands for: the last one that was made the primary on purpose.</summary>
    public void Step()
    {
        _now++;
        var server = _servers[_random.Next(_servers.Length)];
        switch (_random.Next(6))
        {
            case 0 when server.IsUp && server != _authority:
                server.IsUp = false;
                break;
            case 1 when server.IsUp && server == _authority:
                FailOver(server);
                break;
            case 2 when !server.IsUp:
                Restart(server, keepsData: _random.Next(2) == 0);
                break;
            case 3 when server.IsUp && server != _authority:
                // Pointed at any other server that is up, a wrong one included.
                server.Following = Array.Find(_servers, other => other != server && other.IsUp && other.Following != server) ?? server.Following;
                break;
            case 4 when server.IsUp && server != _authority && server.Following is not null && _random.Next(2) == 0:
                server.Process = NewProcess();
                Restart(server, keepsData: _random.Next(2) == 0);
                break;
            default:
                Write();
                break;
        }

        Replicate();
        Observe();
    }

    /// <returns>What is wrong with the election; <see langword="null"/> if nothing is.</returns>
    public string? Check()
    {
        var authority = _authority!;
        return _elected is null || _elected == authority.Name ? null : $"{_elected} is elected, and {authority.Name} is the primary";
    }

    /// <summary>The primary dies, and a replica that has its history is promoted; without one it restarts with its data.</summary>
    private void FailOver(Server primary)
    {
        primary.IsUp = false;
        Observe();
        var next = Array.Find(_servers, server => server.IsUp && server.Following is not null && server.History == primary.History);
        if (next is null)
        {
            Restart(primary, keepsData: true);
            return;
        }

        next.Promote(NewHistory());
        _authority = next;
        foreach (var other in _servers.Where(other => other != next && other.Following == primary && _random.Next(2) == 0))
        {
            other.Following = next;
        }
    }

    private void Restart(Server server, bool keepsData)
    {
        server.IsUp = true;
        server.Process = NewProcess();
        server.Following = null;
        server.Restart(NewHistory(), keepsData);
    }

    private void Write()
    {
        if (_servers.FirstOrDefault(server => server.Name == _elected && server is { IsUp: true, Following: null }) is { } primary)
        {
            primary.Offset += 10;
        }
    }

    private void Replicate()
    {
        foreach (var replica in _servers.Where(static server => server is { IsUp: true, Following.IsUp: true }))
        {
            replica.Copy(replica.Following!);
        }
    }

    private void Observe()
    {
        List<Claimant> claimants = [];
        for (var i = 0; i < _servers.Length; i++)
        {
            var server = _servers[i];
            var observation = server.IsUp ? server.Observe() : NodeObservation.Failed(new TimeoutException());
            var track = _tracks.GetValueOrDefault(server.Name, NodeTrack.Start).Next(observation);
            _tracks[server.Name] = track;
            _lineage = _lineage.With(observation.Position.History, observation.Former.History);
            if (observation.Role == NodeRole.Primary)
            {
                claimants.Add(Claimant.Of(server.Name, i, track, observation));
            }
        }

        var result = NodeListElection.Elect(claimants, _incumbent, _now, new ElectionRules(_lineage, AmbiguousPrimaryBehavior.Wait, long.MaxValue));
        (_incumbent, _elected) = (result.Incumbent, result.Primary);
    }

    private string NewHistory() => $"h{++_histories}";

    private string NewProcess() => $"p{++_processes}";

    private sealed class Server(string name)
    {
        public string Name { get; } = name;

        public bool IsUp { get; set; } = true;

        public string Process { get; set; } = string.Empty;

        public Server? Following { get; set; }

        public string History { get; private set; } = string.Empty;

        public long Offset { get; set; }

        private ReplicationPosition Former { get; set; }

        public void BecomePrimary(string history) => (History, Offset, Former) = (history, 100, ReplicationPosition.Unknown);

        public void Promote(string history) => (Former, History, Following) = (new(History, Offset), history, null);

        public void Restart(string history, bool keepsData) =>
            (Former, History, Offset) = (keepsData ? new(History, Offset) : ReplicationPosition.Unknown, history, keepsData ? Offset : 0);

        public void Copy(Server primary) => (History, Offset, Former) = (primary.History, primary.Offset, primary.Former);

        public NodeObservation Observe() => new(Following is null ? NodeRole.Primary : NodeRole.Replica, true, 0, null)
        {
            Process = Process,
            Position = new(History, Offset),
            Former = Former,
        };
    }
}
