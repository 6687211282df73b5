namespace RedisSafety.Libraries.Tests;

/// <summary>
/// Libraries in the configuration of their documentation, guarded, through failovers of real servers. Without the guard, SignalR alone
/// recovers within seconds: replicas take its messages.
/// </summary>
public sealed class FailoverTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var library in LibraryCatalogue.All.Keys)
            {
                foreach (var scenario in LibraryFailover.Scenarios)
                {
                    cases.Add(library, scenario);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_guarded_library_works_after_a_failover(string name, string scenario)
    {
        using var guard = new Guard.Tests.Installed();
        await using var servers = await LibraryFailover.StartAsync(scenario);
        await using var library = await LibraryCatalogue.All[name](servers.Configuration);
        var caller = new Caller(library);
        await caller.SucceedsAsync(times: 2);

        await servers.FailOverAsync(outage: TimeSpan.Zero, delay: TimeSpan.Zero);

        await caller.SucceedsAsync();
        await caller.SucceedsAsync(times: 5);
    }
}
