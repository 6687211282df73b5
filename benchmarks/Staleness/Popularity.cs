using System.Globalization;

namespace RedisSafety.Benchmarks.Staleness;

/// <summary>Keys of a shop, of which the n-th is asked for n times less often than the first (Zipf's law, exponent 0.99).</summary>
internal sealed class Popularity
{
    private const int Keys = 10_000;
    private const double Exponent = 0.99;

    private readonly string[] _keys = [.. Enumerable.Range(0, Keys).Select(static i => string.Create(CultureInfo.InvariantCulture, $"product:{i}"))];
    private readonly double[] _upTo = new double[Keys];

    public Popularity()
    {
        var sum = 0.0;
        for (var i = 0; i < Keys; i++)
        {
            sum += 1 / Math.Pow(i + 1, Exponent);
            _upTo[i] = sum;
        }
    }

    public string Next(Random random)
    {
        var at = Array.BinarySearch(_upTo, random.NextDouble() * _upTo[^1]);
        return _keys[Math.Min(at < 0 ? ~at : at, Keys - 1)];
    }
}
