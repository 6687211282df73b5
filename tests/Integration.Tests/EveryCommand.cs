using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Tests;
using RedisSafety.Generators;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Integration.Tests;

/// <summary>A repository with a method for each command of the table and each round trip, generated and compiled here, on a real server.</summary>
public sealed class EveryCommand : IAsyncLifetime
{
    private RedisServer _server = null!;
    private RedisRouter _router = null!;
    private object _repository = null!;

    internal static IEnumerable<RedisCommand> Commands => CommandTable.All.Where(static command => !command.IsContainer || command.Name == "COMMAND");

    public RedisServer Server => _server;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _router = await RedisRouter.ConnectAsync(_server.Endpoint + ",allowAdmin=true", TestContext.Current.CancellationToken);
        _repository = Activator.CreateInstance(Compile().GetType("Every")!, _router)!;
    }

    public async ValueTask DisposeAsync()
    {
        await _router.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>What the generated method answers, as text; what it throws by the name of its type.</summary>
    public async Task<string> AnswerAsync(string method)
    {
        var task = (Task)_repository.GetType().GetMethod(method)!.Invoke(_repository, BindingFlags.DoNotWrapExceptions, null, [], null)!;
        await task;
        return Answer.Of(task.GetType().GetProperty("Result")!.GetValue(task));
    }

    /// <summary>The generated method makes a call, and does not only throw why it cannot.</summary>
    public bool Sends(string method) =>
        _repository.GetType().GetNestedType("RedisOperations", BindingFlags.NonPublic)!.GetField(method, BindingFlags.Static | BindingFlags.NonPublic) is not null;

    internal static string Minimal(RedisCommand command) => "Minimal_" + command.Name.Replace(' ', '_').Replace('-', '_').Replace('.', '_');

    internal static string Full(RedisCommand command) => "Full" + Minimal(command);

    private static Assembly Compile()
    {
        var source = new StringBuilder("#nullable enable\nusing System; using System.Collections.Generic; using System.Threading.Tasks; using RedisSafety; using StackExchange.Redis;\n");
        source.Append("public sealed partial class Every(IRedisRouter redis)\n{\n");
        foreach (var command in Commands)
        {
            Append(Text(GrammarSample.Minimal(command)), "RedisResult", Minimal(command));
            Append(Text(GrammarSample.Full(command)), "RedisResult", Full(command));
        }

        foreach (var trip in RoundTrip.All)
        {
            Append(trip.Template, trip.Type, $"RoundTrip{trip.Index}");
        }

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Every",
            [CSharpSyntaxTree.ParseText(source.Append("}\n").ToString())],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(new RepositoryGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var image = new MemoryStream();
        var emitted = generated.Emit(image);
        Assert.Empty(emitted.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        return Assembly.Load(image.ToArray());

        void Append(string template, string type, string method) =>
            source.Append($"[Primary({SymbolDisplay.FormatLiteral(template, quote: true)})] public partial Task<{type}> {method}();\n");
    }

    private static string Text(IEnumerable<string> tokens) => string.Join(' ', tokens.Select(token => token.Length == 0 || token[0] == '[' ? $"\"{token}\"" : token));
}
