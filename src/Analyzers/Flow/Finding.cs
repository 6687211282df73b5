using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>The name of the property that tells a fix which of the additional locations is the read; absent where the report is on it.</summary>
    public const string ReadIndex = nameof(ReadIndex);

    // There are never more than four places.
    private static readonly ImmutableDictionary<string, string?>[] Indices =
        [.. Enumerable.Range(0, 4).Select(static index => ImmutableDictionary<string, string?>.Empty.Add(ReadIndex, index.ToString(CultureInfo.InvariantCulture)))];

    /// <summary>What a fix needs to know.</summary>
    public ImmutableDictionary<string, string?> Properties(Place reported) => Read.Place == reported
        ? ImmutableDictionary<string, string?>.Empty
        : Indices[Places(reported).IndexOf(Read.Place)];

    /// <summary>The write, and then the very calls where these stand elsewhere.</summary>
    public IEnumerable<Location> Others(Place reported) => Places(reported).ConvertAll(static place => place.ToLocation());

    private List<Place> Places(Place reported)
    {
        var places = new List<Place>(4);
        Add(WriteAt);
        Add(Write.Place);
        Add(ReadAt);
        Add(Read.Place);
        return places;

        void Add(Place place)
        {
            if (place != reported && !places.Contains(place))
            {
                places.Add(place);
            }
        }
    }
}
