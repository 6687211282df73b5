using System.Net;
using RedisSafety.Monitoring;
using RedisSafety.Nodes;
using RedisSafety.Replication;
using RedisSafety.Sessions;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>How the places of a session are followed through failovers, and compared with replicas. Without a server.</summary>
public sealed class SessionPlacesTests : IDisposable
{
    private const string Before = "history-1";
    private const string After = "history-2";

    private static readonly byte[] Key = new byte[SessionTokenCodec.ShortestKey];

    private readonly StallWatch _stalls = new(static () => null, TimeProvider.System);
    private readonly SessionTokenCodec _tokens = new([Key]);
    private readonly FixedTopology _topology = new();

    [Fact]
    public void A_replica_that_has_not_been_asked_since_a_failover_has_not_reached_a_place_after_it()
    {
        var (primary, replica) = (Primary("a", After, (10, 500)), Replica("b", Before, 900));
        _topology.Shards = [new(primary, [replica], [primary, replica])];
        var places = Resume(new SessionPlace(SessionPlace.TagOf(After), 500));

        Assert.False(places.AreReachedBy(replica));

        Observe(replica, After, 500);
        Assert.True(places.AreReachedBy(replica));
    }

    [Fact]
    public void A_place_of_another_shard_binds_no_replica()
    {
        var (primary, replica) = (Primary("a", Before, (10, 500)), Replica("b", Before, 1));
        var other = Primary("c", After, (10, 900));
        _topology.Shards = [new(primary, [replica], [primary, replica]), new(other, [], [other])];

        Assert.True(Resume(new SessionPlace(SessionPlace.TagOf(After), 900)).AreReachedBy(replica));
        Assert.False(Resume(new SessionPlace(SessionPlace.TagOf(Before), 2)).AreReachedBy(replica));
        Assert.False(Resume(new SessionPlace(SessionPlace.TagOf("history-of-nobody"), 1)).AreReachedBy(replica));
    }

    [Fact]
    public void A_write_of_which_nobody_knows_whether_it_survived_keeps_its_place_at_the_end_of_what_did()
    {
        var places = Begin();
        places.Mark(Before, moment: 20, wrote: true);

        // The former primary was last asked before the write, and 700 bytes of its history went along.
        FailOver(askedAt: 10, upTo: 700);

        Assert.True(places.LostWrites);
        Assert.Equal([new SessionPlace(SessionPlace.TagOf(After), 700)], PlacesOf(places));
        Assert.True(places.HasChanged);
    }

    [Fact]
    public void A_write_that_survived_keeps_its_place()
    {
        var places = Begin();
        places.Mark(Before, moment: 20, wrote: true);

        FailOver(askedAt: 25, upTo: 700);

        Assert.False(places.LostWrites);
        Assert.Equal([new SessionPlace(SessionPlace.TagOf(After), 500)], PlacesOf(places));
        Assert.True(places.HasChanged);
    }

    [Fact]
    public void A_place_that_did_not_survive_becomes_the_end_of_what_did()
    {
        var places = Resume(new SessionPlace(SessionPlace.TagOf(Before), 800));

        FailOver(askedAt: 10, upTo: 700);

        Assert.True(places.LostWrites);
        Assert.Equal([new SessionPlace(SessionPlace.TagOf(After), 700)], PlacesOf(places));
    }

    [Fact]
    public void A_place_that_nobody_can_follow_asks_for_everything_of_its_moment()
    {
        var primary = Primary("a", After, (1, 10), (long.MaxValue, 900));
        _topology.Shards = [new(primary, [], [primary])];

        var places = Resume(new SessionPlace(SessionPlace.TagOf("a-history-long-ago"), 800));

        Assert.True(places.LostWrites);
        Assert.False(places.IsResumedInFull);
        Assert.Equal([new SessionPlace(SessionPlace.TagOf(After), 900)], PlacesOf(places));
    }

    public void Dispose() => _stalls.Dispose();

    private SessionPlace[] PlacesOf(SessionPlaces places) => [.. _tokens.Read(places.Describe(out _))!.Places];

    private SessionPlaces Begin() => new(_topology, _tokens, TimeProvider.System, static () => { });

    private SessionPlaces Resume(params SessionPlace[] carried)
    {
        var places = Begin();
        Assert.True(places.Resume(_tokens.Write(new(DateTimeOffset.UtcNow, true, carried))));
        return places;
    }

    /// <summary>Another node continues the history. The former primary had reported 500 bytes when it was last asked.</summary>
    private void FailOver(long askedAt, long upTo)
    {
        var former = new PrimaryTimeline();
        former.Add(askedAt, new(Before, 500));
        _topology.Histories.Begin(new(Before, upTo), After, former);
        var primary = Primary("b", After, (30, upTo));
        _topology.Shards = [new(primary, [], [primary])];
    }

    private RedisNode Primary(string name, string history, params (long AskedAt, long Offset)[] samples)
    {
        var node = Node(name);
        foreach (var (askedAt, offset) in samples)
        {
            node.Timeline.Add(askedAt, new(history, offset));
        }

        node.State = node.State with { Observation = new(NodeRole.Primary, true, 0, null) { Position = new(history, samples[^1].Offset) } };
        return node;
    }

    private RedisNode Replica(string name, string history, long offset)
    {
        var node = Node(name);
        Observe(node, history, offset);
        return node;
    }

    private static void Observe(RedisNode node, string history, long offset) => node.State = node.State with
    {
        Observation = new(NodeRole.Replica, true, 0, null) { Position = new(history, offset), Generation = node.Watermark.Generation },
    };

    private RedisNode Node(string name) =>
        new(new DnsEndPoint(name, 6379), new ConfigurationOptions(), new RedisSafetyOptions(), TimeProvider.System, _ => _stalls.Begin());

    /// <summary>A topology that a test sets.</summary>
    private sealed class FixedTopology : IDeploymentWatch
    {
        private readonly object _lock = new();
        private readonly ReplicationPlaces _places;

        public FixedTopology() => _places = new(() => Current, _lock);

        public Shard[] Shards { get; set; } = [];

        public DeploymentSnapshot Current => new(1, Shards, null);

        public IReadOnlyList<DeploymentNode> Nodes => [];

        public ReplicationHistories Histories { get; } = new();

        public bool KnowsEveryHistory => _places.KnowsEveryHistory;

        public Task Changed => Task.CompletedTask;

        public Task NextProgress() => Task.CompletedTask;

        public void Suspect(DeploymentNode? node, bool layoutIsOld)
        {
        }

        public void Hasten()
        {
        }

        public void HastenForCall()
        {
        }

        public DeploymentNode Watch(EndPoint endpoint) => throw new NotSupportedException();

        public void Start()
        {
        }

        public bool HasHistory(ulong history) => _places.HasHistory(history);

        public bool IsHistoryOfAnotherShard(ulong history, DeploymentNode node) => _places.IsHistoryOfAnotherShard(history, node);

        public ReplicationPosition PlaceOf(string history, long moment) => _places.PlaceOf(history, moment);

        public bool TryPlaceAll(long moment, Action<ReplicationPosition> add) => _places.TryPlaceAll(moment, add);
    }
}
