using Microsoft.CodeAnalysis;
using RedisSafety.Generators.Repositories;
using RedisSafety.Testing;

namespace RedisSafety.Generators.Tests;

/// <summary>What passes from step to step of the pipeline is data that can be compared, and keeps nothing of the compiler alive.</summary>
public sealed class ModelTests
{
    [Theory]
    [InlineData(typeof(Repository))]
    [InlineData(typeof(ScriptFile))]
    [InlineData(typeof(ScriptFiles))]
    public void A_model_holds_comparable_data_and_nothing_else(Type model) => Assert.Empty(ModelFaults.Of(model));

    [Theory]
    [InlineData(typeof(Holds<ISymbol>))]
    [InlineData(typeof(Holds<SyntaxNode>))]
    [InlineData(typeof(Holds<SyntaxTree>))]
    [InlineData(typeof(Holds<Location>))]
    [InlineData(typeof(Holds<Compilation>))]
    [InlineData(typeof(Holds<SemanticModel>))]
    [InlineData(typeof(Holds<SyntaxToken>))]
    [InlineData(typeof(Holds<SyntaxToken?>))]
    [InlineData(typeof(Holds<object>))]
    [InlineData(typeof(Holds<string[]>))]
    [InlineData(typeof(Holds<List<string>>))]
    [InlineData(typeof(Holds<IReadOnlyList<string>>))]
    [InlineData(typeof(Holds<Func<string>>))]
    [InlineData(typeof(Holds<(string, ISymbol)>))]
    [InlineData(typeof(Holds<EquatableArray<Holds<ISymbol>>>))]
    [InlineData(typeof(Holds<EquatableArray<EquatableArray<Holds<Location>>>>))]
    [InlineData(typeof(Inherits))]
    [InlineData(typeof(Open))]
    [InlineData(typeof(Incomparable))]
    public void What_is_no_such_data_is_found(Type model) => Assert.Single(ModelFaults.Of(model));

    [Fact]
    public void What_the_steps_give_are_models()
    {
        const string Source = """
            public record Item(int Id, string? Name);
            public partial class Store(IRedisRouter redis)
            {
                [Primary("SET a {v} [EX {ttl}]")] public partial Task<bool> Set(Item v, TimeSpan? ttl);
                [ReadReplica("HGETALL a:{id}")] public partial Task<Item?> Get(int id);
                [ReadReplica("HSCAN h 0")] public partial IAsyncEnumerable<KeyValuePair<string, int>> Scan();
                [Primary("INCR a", "GET a")] public partial Task<(long, string?)> Both();
                [Primary(Script = "a.lua")] public partial ValueTask<int> Run(RedisKey key);
                [Primary] public partial Task<long> Body<T>(T item) where T : class;
                [Primary("INCRR a")] public partial Task<long> Wrong();
                private Task<long> Body<T>(IDatabaseAsync database, T item) where T : class => database.StringIncrementAsync(item.ToString());
            }
            """;

        var steps = GeneratedOutput.Driver().AddAdditionalTexts([new ScriptText("a.lua", "return 1")])
            .RunGenerators(Snippet.Compile(Source), TestContext.Current.CancellationToken).GetRunResult().Results.Single().TrackedSteps;

        var given = new[] { RepositoryGenerator.MethodStep, RepositoryGenerator.RepositoryStep }
            .SelectMany(name => steps[name]).SelectMany(static step => step.Outputs).Select(static output => output.Value.GetType()).ToArray();
        Assert.Equal(8, given.Length);
        Assert.Empty(given.SelectMany(ModelFaults.Of));
    }

    private sealed record Holds<T>(string Name, T Value);

    private record Base(string Name)
    {
        private readonly Location _place = Location.None;

        public override string ToString() => $"{Name} {_place}";
    }

    private sealed record Inherits(string Name) : Base(Name);

    private record Open(string Name);

    private sealed class Incomparable;
}
