using System.Diagnostics;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>What a read answered, who answered it, and why.</summary>
internal sealed record Answer(string? Value, string? By, string? Reason)
{
    private static readonly ActivitySource Own = new("RedisSafety.Runtime.Tests.Freshness");

    static Answer() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = static source => source == Own || source.Name == "RedisSafety",

        // Only calls made under an activity of these tests: others of the process are not slowed.
        Sample = static (ref ActivityCreationOptions<ActivityContext> options) =>
            options.Source == Own || Activity.Current?.Source == Own ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
        ActivityStopped = static activity =>
        {
            if (activity.Parent?.Source == Own)
            {
                activity.Parent.SetCustomProperty("call", activity);
            }
        },
    });

    public static async Task<Answer> OfAsync(RedisRouter router, RedisOperation<string, StackExchange.Redis.RedisValue, string?> read, string key)
    {
        using var activity = Own.StartActivity("read");
        var value = await router.ExecuteAsync(read, key, TestContext.Current.CancellationToken);
        var call = (Activity)activity!.GetCustomProperty("call")!;
        return new(value, (string?)call.GetTagItem("redissafety.answered_by"), (string?)call.GetTagItem("redissafety.reason"));
    }
}
