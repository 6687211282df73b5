using FsCheck;
using FsCheck.Xunit;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;

namespace RedisSafety.Runtime.Tests.Failovers;

public sealed class RandomDisturbanceTests
{
    // FsCheck prints the seed of a run that fails; Replay = "…" repeats it.
    [Property(MaxTest = 4, StartSize = 3, EndSize = 6)]
    public async Task No_call_is_failed_lost_or_doubled_by_any_order_of_disturbances(NonEmptyArray<Disturbance> disturbances)
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await using var first = new MovingName(lab.Servers[0]);
        await using var second = new MovingName(lab.Servers[1]);
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = $"{first.Endpoint},{second.Endpoint}", CallBudget = History.Budget });
        await using var history = await History.StartAsync(router);

        foreach (var disturbance in disturbances.Get)
        {
            var (primary, replica) = lab.Primary == lab.Servers[0] ? (first, second) : (second, first);
            switch (disturbance)
            {
                case Disturbance.Swap:
                    await lab.SwapAsync();
                    break;
                case Disturbance.CutPrimary:
                    primary.Cut();
                    break;
                case Disturbance.CutReplica:
                    replica.Cut();
                    break;
                case Disturbance.VanishPrimary:
                    primary.Vanish();
                    break;
                case Disturbance.FreezePrimary:
                    lab.Primary.Freeze();
                    await Task.Delay(TimeSpan.FromMilliseconds(300));
                    lab.Primary.Thaw();
                    break;
                case Disturbance.ToggleDelay:
                    first.Delay = second.Delay = first.Delay == TimeSpan.Zero ? TimeSpan.FromMilliseconds(5) : TimeSpan.Zero;
                    break;
                case Disturbance.KillClients:
                    await lab.Primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
                    break;
                default:
                    await lab.Primary.ExecuteAsync("SCRIPT", "FLUSH");
                    break;
            }

            await history.HasGrownAsync();
        }

        await history.StopAsync();
        await history.AssertAsync(lab.Primary, nothingLost: true);
    }
}
