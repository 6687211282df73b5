namespace RedisSafety.Monitoring;

/// <summary>Tells log providers and meter listeners what has been published, outside of every lock.</summary>
internal static class Announcements
{
    public static void Announce(params IEnumerable<Action> announcements)
    {
        foreach (var announcement in announcements)
        {
            try
            {
                announcement();
            }
#pragma warning disable CA1031 // A log provider or meter listener that throws must not stop the watch.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }
    }
}
