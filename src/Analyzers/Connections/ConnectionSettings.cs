using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Connections;

/// <summary>The settings of a connection, as far as the code shows them.</summary>
internal sealed class ConnectionSettings
{
    private readonly HashSet<string> _set = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _hosts = [];

    /// <summary>All of it is known: nothing can set what is not seen here.</summary>
    public bool IsKnown { get; set; } = true;

    /// <summary>Code that is not seen here may complete the options.</summary>
    public bool MayBeCompleted { get; set; }

    /// <summary><c>abortConnect</c>, where it is set and known.</summary>
    public bool? AbortConnect { get; set; }

    /// <summary>The code decides about <c>abortConnect</c>, with whatever value.</summary>
    public bool DecidesAbort => AbortConnect is not null || Sets("abortConnect") || Sets("AbortOnConnectFail");

    /// <summary>The hosts, without their ports.</summary>
    public IReadOnlyList<string> Hosts => _hosts;

    /// <summary>The text that holds the configuration, where it is in the code.</summary>
    public IOperation? Literal { get; set; }

    /// <summary>An option is set, by its name in a configuration string or as a property.</summary>
    public bool Sets(string name) => _set.Contains(name);

    /// <summary>Notes that an option is set.</summary>
    public void Set(string name) => _set.Add(name);

    /// <summary>Adds an endpoint, <c>host</c> or <c>host:port</c>.</summary>
    public void AddEndPoint(string endPoint)
    {
        var colon = endPoint.LastIndexOf(':');
        _hosts.Add(colon < 0 ? endPoint : endPoint.Substring(0, colon));
    }

    /// <summary>Reads a configuration string, in which <paramref name="hole"/> stands for each part that is not known.</summary>
    public void Parse(string text, char hole)
    {
        foreach (var part in text.Split(',').Select(static part => part.Trim()).Where(static part => part.Length > 0))
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                // A part that is not known may be settings of any number, unless a port follows it.
                if (part.IndexOf(hole) < 0)
                {
                    AddEndPoint(part);
                }
                else
                {
                    IsKnown = false;
                }

                continue;
            }

            var name = part.Substring(0, equals).Trim();
            Set(name);
            if (name.Equals("abortConnect", StringComparison.OrdinalIgnoreCase))
            {
                AbortConnect = bool.TryParse(part.Substring(equals + 1).Trim(), out var value) ? value : AbortConnect;
            }
        }
    }
}
