using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A read and a write of one key that together are a fault.</summary>
/// <param name="Read">The read.</param>
/// <param name="ReadAt">The call in the member that reads.</param>
/// <param name="Write">The write.</param>
/// <param name="WriteAt">The call in the member that writes.</param>
internal sealed record Finding(Effect Read, Place ReadAt, Effect Write, Place WriteAt)
{
    /// <summary>The key as the code writes it.</summary>
    public string Key => Read.Key.ToString();

    /// <summary>The write, and then the very calls where these stand elsewhere.</summary>
    public IEnumerable<Location> Others(Place reported)
    {
        var places = new[] { WriteAt, Write.Place, ReadAt, Read.Place };
        return places.Where(place => place != reported).Distinct().Select(static place => place.ToLocation());
    }
}
