using NetArchTest.Rules;

namespace RedisSafety.Runtime.Tests;

/// <summary>
/// The folders of the runtime form layers. The root holds the public vocabulary and the facade, and is left out. So are
/// the namespaces of Microsoft's that hold extension methods.
/// </summary>
public sealed class RoomTests
{
    private const string Root = "RedisSafety.";

    private static readonly Types Runtime = Types.InAssembly(typeof(RedisRouter).Assembly);

    private static readonly string[] Rooms =
    [
        .. typeof(RedisRouter).Assembly.GetTypes()
            .Select(static type => type.Namespace)
            .Where(static room => room?.StartsWith(Root, StringComparison.Ordinal) == true)
            .Select(static room => room!)
            .Distinct()
            .Order(),
    ];

    [Fact]
    public void No_two_folders_use_each_other_directly_or_in_a_circle()
    {
        var uses = Rooms.ToDictionary(static room => room, static room => Rooms.Where(other => other != room && Uses(room, other)).ToArray());
        Assert.Contains("RedisSafety.Topology", uses["RedisSafety.Calls"]);

        // A folder without uses left is a layer. What cannot be taken away in this way is in a circle, or uses one.
        var left = new Dictionary<string, string[]>(uses);
        while (left.FirstOrDefault(room => !room.Value.Any(left.ContainsKey)).Key is { } layer)
        {
            left.Remove(layer);
        }

        Assert.Empty(left.Select(room => $"{room.Key} uses {string.Join(", ", room.Value.Where(left.ContainsKey))}"));
    }

    [Theory]
    [InlineData("Replication")]
    [InlineData("Telemetry")]
    [InlineData("Topology", "Replication")]
    [InlineData("Nodes", "Replication", "Topology")]
    [InlineData("Sessions", "Replication", "Topology")]
    [InlineData("Routing", "Topology", "Sessions", "Replication")]
    [InlineData("Calls", "Nodes", "Topology", "Telemetry", "Routing")]
    [InlineData("Monitoring", "Nodes", "Topology", "Replication", "Telemetry")]
    public void A_folder_uses_only_the_layers_below_it(string room, params string[] allowed) =>
        Assert.Empty(Rooms.Where(other => other != Root + room && Uses(Root + room, other)).Except(allowed.Select(static other => Root + other)));

    private static bool Uses(string room, string other) =>
        Runtime.That().ResideInNamespaceMatching($"^{room}$").And().HaveDependencyOn(other).GetTypes().Any();
}
