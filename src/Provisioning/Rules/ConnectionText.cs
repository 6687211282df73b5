namespace RedisSafety.Provisioning.Rules;

/// <summary>The parts of a StackExchange.Redis configuration string that depend on the deployment.</summary>
internal sealed record ConnectionText(IReadOnlyList<string> Hosts, bool UsesTls)
{
    /// <summary>An endpoint of ElastiCache is among them.</summary>
    public bool IsElastiCache => Hosts.Any(static host => host.EndsWith(".cache.amazonaws.com", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".cache.amazonaws.com.cn", StringComparison.OrdinalIgnoreCase));

    public static ConnectionText Read(string configuration)
    {
        var hosts = new List<string>();
        var tls = false;
        foreach (var part in configuration.Split(',').Select(static part => part.Trim()).Where(static part => part.Length > 0))
        {
            var equals = part.IndexOf('=');
            if (equals < 0)
            {
                var colon = part.LastIndexOf(':');
                hosts.Add(colon > 0 ? part.Substring(0, colon) : part);
            }
            else if (part.Substring(0, equals).Trim().Equals("ssl", StringComparison.OrdinalIgnoreCase))
            {
                tls = part.Substring(equals + 1).Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
            }
        }

        return new ConnectionText(hosts, tls);
    }
}
