using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>
/// Elections over generated histories of promotions, restarts, chains and splits, checked against what each simulated server has.
/// </summary>
public sealed class ElectionHistoryTests
{
    [Property(MaxTest = 500)]
    public Property No_acknowledged_write_is_on_another_server_than_the_elected_one() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 10_000_000)), static seed =>
        {
            var simulation = new ElectionSimulation(seed);
            for (var step = 0; step < 60; step++)
            {
                simulation.Step();
                if (simulation.Check() is { } wrong)
                {
                    return false.Label($"seed {seed}, step {step}: {wrong}");
                }
            }

            return true.ToProperty();
        });
}
