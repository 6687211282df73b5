using System.Globalization;

namespace RedisSafety.Drills;

/// <summary>The address of one server, or a name that leads to one.</summary>
internal sealed record NodeAddress(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
