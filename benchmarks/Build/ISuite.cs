namespace RedisSafety.Benchmarks.Build;

/// <summary>Measurements that belong together. Every class of this assembly that implements it is run, or the one that <c>--suite</c> names.</summary>
internal interface ISuite
{
    /// <summary>The name on the command line, in lower case.</summary>
    string Name { get; }

    /// <summary>Measures, prints a table for people, and gives a row a result for the JSON file.</summary>
    IReadOnlyList<object> Run(TextWriter table);
}
