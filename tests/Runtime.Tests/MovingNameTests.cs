using RedisSafety.Lab;
using RedisSafety.Lab.Network;

namespace RedisSafety.Runtime.Tests;

public sealed class MovingNameTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_primary_endpoint_that_moves_late_is_followed()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(lab.Primary);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);
        await using var load = Load.Start(router);
        await load.HasGrownAsync();

        await lab.SwapAsync();
        await Until.TrueAsync("the old primary is known for a replica", () => !router.Monitor.Current.IsWritable);
        name.MoveTo(lab.Primary);
        await load.HasGrownAsync();
        var history = await load.StopAsync();

        Assert.Empty(history.Failures);
        await history.AssertNothingLostOrDoubledAsync(lab.Primary);
    }

    [Fact]
    public async Task A_primary_endpoint_whose_connections_are_cut_is_followed()
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(lab.Primary);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);

        await lab.SwapAsync();
        name.MoveTo(lab.Primary);
        name.Cut();

        // A write that may be sent again: the first attempt can leave before the client has seen that the sockets are gone.
        await router.ExecuteAsync(Calls.Set, ("key", "moved"), Ending);
        Assert.Equal(1, await router.ExecuteAsync(Calls.Increment, "counter", Ending));
    }
}
