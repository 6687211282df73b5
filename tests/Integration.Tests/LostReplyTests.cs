using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Commands.Tests;
using RedisSafety.Generators;
using RedisSafety.Lab.Servers;
using RedisSafety.Runtime.Tests.Repetition;
using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>
/// A method for each form of each write command, with the reply to its first attempt lost: the same data as after one attempt, and the same
/// answer or a refusal.
/// </summary>
public sealed partial class LostReplyTests(LostReplyTests.Repository lab) : IClassFixture<LostReplyTests.Repository>
{
    private enum Variant
    {
        /// <summary>It returns the reply.</summary>
        Reply,

        /// <summary>It returns nothing.</summary>
        Ignored,

        /// <summary>It returns the reply, and has a token.</summary>
        Once,
    }

    private static IEnumerable<RepeatedForm> OfOnce => RepeatedForm.All.Where(static form => Bind(form) is { Command.IsWrite: true } binding && binding.Keys.Any());

    [Fact]
    public async Task No_answer_is_wrong_and_nothing_is_applied_twice()
    {
        var (answered, refused) = await lab.CompareAllAsync(RepeatedForm.All, Variant.Reply, static (form, wasRefused) =>
            Assert.Equal(Bind(form).RepetitionOf(static _ => NumberSign.Unknown).CategoryFor(usesReply: true) >= RetryCategory.WriteAccumulating, wasRefused));

        TestContext.Current.SendDiagnosticMessage($"{answered} forms answered, {refused} refused");
        Assert.True(answered > 40 && refused > 80, $"{answered} forms answered, {refused} refused");
    }

    [Fact]
    public async Task A_method_that_ignores_the_reply_is_repeated_wherever_the_data_stays_the_same() =>
        await lab.CompareAllAsync(RepeatedForm.All, Variant.Ignored, static (form, wasRefused) =>
            Assert.Equal(Bind(form).RepetitionOf(static _ => NumberSign.Unknown).CategoryFor(usesReply: false) >= RetryCategory.WriteAccumulating, wasRefused));

    [Fact]
    public async Task With_OncePer_every_form_gets_its_first_answer() =>
        await lab.CompareAllAsync(OfOnce, Variant.Once, static (_, wasRefused) => Assert.False(wasRefused));

    private static TemplateBinding Bind(RepeatedForm form) => TemplateBinding.Bind(form.Template);

    public sealed partial class Repository : IAsyncLifetime
    {
        private readonly LossyServer _lab = new();
        private readonly Dictionary<string, byte[]> _values = [];
        private object _repository = null!;

        public async ValueTask InitializeAsync()
        {
            await _lab.InitializeAsync();
            _repository = Activator.CreateInstance(Compile().GetType("Repeated")!, _lab.Router)!;
            await _lab.PrepareAsync(["SET k restored", "FUNCTION LOAD {library}"]);
            _values["payload"] = (byte[])(await _lab.Beside.ExecuteAsync("DUMP", "k"))!;
            _values["functions"] = (byte[])(await _lab.Beside.ExecuteAsync("FUNCTION", "DUMP"))!;
            _values["library"] = Encoding.UTF8.GetBytes(LossyServer.Library);
        }

        public ValueTask DisposeAsync() => _lab.DisposeAsync();

        internal async Task<(int Answered, int Refused)> CompareAllAsync(IEnumerable<RepeatedForm> forms, Enum variant, Action<RepeatedForm, bool> check)
        {
            var (answered, refused) = (0, 0);
            var wrong = new List<string>();
            foreach (var form in forms)
            {
                try
                {
                    var refusal = await _lab.CompareAsync(form.SetUp, [], () => CallAsync($"{variant}_{form.Index}"), text => Normalize(form, text));
                    check(form, refusal is not null);
                    (answered, refused) = refusal is null ? (answered + 1, refused) : (answered, refused + 1);
                }
                catch (Exception failure) when (failure is Xunit.Sdk.XunitException or RedisException)
                {
                    wrong.Add($"{form.Template}: {failure.Message}");
                }
            }

            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
            return (answered, refused);
        }

        /// <summary>Without tokens, and without what a server chooses by chance or by its clock.</summary>
        private static string Normalize(RepeatedForm form, string text)
        {
            if (form.Template == "SET k v NX GET" && text is "nil" or "v")
            {
                // Nothing was there, or the value of the caller's own is: both tell the caller that it was first.
                return "first";
            }

            text = string.Join('\n', text.Split('\n').Where(static line => !line.Contains(" once:", StringComparison.Ordinal)));
            return form.Template.StartsWith("SPOP", StringComparison.Ordinal) || form.Template.StartsWith("XADD x *", StringComparison.Ordinal)
                ? Chosen().Replace(text, "?")
                : text;
        }

        [GeneratedRegex("[a-z0-9]")]
        private static partial Regex Chosen();

        private static Assembly Compile()
        {
            var source = new StringBuilder("#nullable enable\nusing System.Threading.Tasks; using RedisSafety; using StackExchange.Redis;\n");
            source.Append("public sealed partial class Repeated(IRedisRouter redis)\n{\n");
            foreach (var form in RepeatedForm.All)
            {
                Append(form, Variant.Reply, "Task<RedisResult>");
                Append(form, Variant.Ignored, "Task");
            }

            foreach (var form in OfOnce)
            {
                Append(form, Variant.Once, "Task<RedisResult>");
            }

            var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
            var compilation = CSharpCompilation.Create(
                "Repeated",
                [CSharpSyntaxTree.ParseText(source.Append("}\n").ToString())],
                references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
            CSharpGeneratorDriver.Create(new RepositoryGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
            using var image = new MemoryStream();
            Assert.Empty(generated.Emit(image).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
            return Assembly.Load(image.ToArray());

            void Append(RepeatedForm form, Variant variant, string type)
            {
                var parameters = Bind(form).Template.Placeholders.Select(static placeholder => $"byte[] {placeholder.Name}").ToList();
                if (variant == Variant.Once)
                {
                    parameters.Add("string token");
                }

                source.Append(
                    $"[Primary({SymbolDisplay.FormatLiteral(form.Template, quote: true)}{(variant == Variant.Once ? ", OncePer = nameof(token)" : "")})] public partial {type} {variant}_{form.Index}({string.Join(", ", parameters)});\n");
            }
        }

        private async Task<string> CallAsync(string name)
        {
            var method = _repository.GetType().GetMethod(name)!;
            object[] arguments = [.. method.GetParameters().Select(parameter => _values.TryGetValue(parameter.Name!, out var value) ? value : (object)"token")];
            var task = (Task)method.Invoke(_repository, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
            await task;
            return task is Task<RedisResult> reply ? DataSnapshot.Text(await reply) : "";
        }
    }
}
