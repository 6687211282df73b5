namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>One failover under every kind of call.</summary>
internal static class FailoverTrial
{
    public static async Task RunAsync(string deploymentName, Shape shape)
    {
        var deployment = await Deployment.StartAsync(deploymentName);
        try
        {
            await using var router = await RedisRouter.ConnectAsync(
                new RedisSafetyOptions { Configuration = deployment.Configuration, CallBudget = History.Budget });
            await using var history = await History.StartAsync(router);

            var primary = await deployment.FailOverAsync(shape);
            history.Promoted();
            await history.HasGrownAsync();
            await history.StopAsync();

            await history.AssertAsync(primary, nothingLost: shape == Shape.Swap && deployment.SwapLosesNothing);
        }
        finally
        {
            await deployment.EndAsync();
        }
    }
}
