using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>
/// The settings that a registration of a library is given: by its arguments, by the delegates that set its options, and by other code that
/// configures the same options.
/// </summary>
internal sealed class LibrarySettings
{
    private static readonly string[] ConfigureMethods = ["Configure", "PostConfigure", "ConfigureAll", "PostConfigureAll"];
    private static readonly string[] FactoryProperties = ["ConnectionMultiplexerFactory", "ConnectionFactory", "CreateMultiplexer"];

    private readonly KnownSymbols _symbols;
    private readonly ImmutableArray<IArgumentOperation> _arguments;
    private readonly List<IOperation> _bodies = [];

    /// <summary>Reads the settings of a registration that <see cref="LibraryConnections"/> knows.</summary>
    public LibrarySettings(IOperation call, KnownSymbols symbols)
    {
        _symbols = symbols;
        _arguments = call switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        foreach (var argument in _arguments.Where(static argument => argument.ArgumentKind == ArgumentKind.Explicit))
        {
            if (argument.Parameter?.Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } setup)
            {
                Add(argument.Value);
                AddConfigured(setup);
            }
            else if (call is IObjectCreationOperation && IsOptions(argument.Parameter?.Type))
            {
                AddCreated(argument.Value);
            }
        }
    }

    /// <summary>Code that is not seen here may set more.</summary>
    public bool MayBeCompleted { get; private set; }

    /// <summary>The program opens the connection and hands it over: as an argument, or by a factory in the options.</summary>
    public bool IsGivenConnection =>
        _arguments.Any(static argument => argument.ArgumentKind == ArgumentKind.Explicit && Gives(argument.Parameter?.Type))
        || Assignments.Any(static assignment =>
            assignment.Target is IPropertyReferenceOperation { Property.Name: var name } && FactoryProperties.Contains(name));

    /// <summary>The assignments to the options.</summary>
    public IEnumerable<ISimpleAssignmentOperation> Assignments =>
        _bodies.SelectMany(static body => body.Descendants()).OfType<ISimpleAssignmentOperation>();

    /// <summary>The values that hold the settings of the connection.</summary>
    public ImmutableArray<IOperation> Values
    {
        get
        {
            var values = Assignments.Where(static assignment => HoldsSettings(assignment.Target))
                .Select(static assignment => assignment.Value);
            var texts = _arguments.Where(static argument => IsExplicitText(argument) && IsConnectionString(argument.Parameter!.Name))
                .Select(static argument => argument.Value);
            return values.Concat(texts).ToImmutableArray();
        }
    }

    /// <summary>
    /// The uses of a <c>ConfigurationOptions</c> in the library's options: <c>o.Configuration.AbortOnConnectFail = false</c>.
    /// </summary>
    public IEnumerable<IOperation> Completions => _bodies.SelectMany(static body => body.Descendants())
        .Where(static use => HoldsSettings(use) && use.Type is { Name: "ConfigurationOptions" });

    // The code of a delegate: a lambda, a method, a variable that holds one.
    private void Add(IOperation setup)
    {
        foreach (var (origin, _) in _symbols.Code.OriginsIn(setup, null, throughCallers: false))
        {
            var bodies = origin switch
            {
                IAnonymousFunctionOperation lambda => [lambda.Body],
                IMethodReferenceOperation method => _symbols.Code.Bodies(method.Method.OriginalDefinition).ToArray(),
                _ => [],
            };
            MayBeCompleted |= bodies.Length == 0 && origin.ConstantValue is not { HasValue: true, Value: null };
            _bodies.AddRange(bodies);
        }
    }

    // services.Configure<RedisCacheOptions>(…), AddOptions<RedisCacheOptions>().Configure(…): without a name, the options are the same.
    private void AddConfigured(INamedTypeSymbol setup)
    {
        if (setup.TypeArguments.FirstOrDefault(IsOptions) is not { } options)
        {
            return;
        }

        foreach (var call in ConfigureMethods.SelectMany(_symbols.Code.CallsNamed))
        {
            if (!Configures(call, options) || call.Arguments.Any(IsExplicitText))
            {
                continue;
            }

            var delegates = call.Arguments.Where(static argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate).ToArray();
            MayBeCompleted |= delegates.Length == 0;
            foreach (var argument in delegates)
            {
                Add(argument.Value);
            }
        }
    }

    private static bool Configures(IInvocationOperation call, ITypeSymbol options) => call.TargetMethod.TypeArguments
        .Concat((call.Instance?.Type as INamedTypeSymbol)?.TypeArguments ?? ImmutableArray<ITypeSymbol>.Empty)
        .Any(type => SymbolEqualityComparer.Default.Equals(type, options));

    // new RedisBackplaneOptions { … }, by itself or in Options.Create.
    private void AddCreated(IOperation options)
    {
        var made = options.DescendantsAndSelf().Concat(_symbols.Code.Origins(options))
            .OfType<IObjectCreationOperation>().Where(static creation => IsOptions(creation.Type)).Distinct().ToArray();
        MayBeCompleted |= made.Length == 0;
        _bodies.AddRange(made);
    }

    // Properties of the library's options, not of the client's.
    private static bool HoldsSettings(IOperation target) => target is IPropertyReferenceOperation
    {
        Property: { Name: "Configuration" or "ConfigurationOptions", ContainingType.Name: not "ConfigurationOptions" },
    };

    private static bool IsExplicitText(IArgumentOperation argument) =>
        argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Type.SpecialType: SpecialType.System_String };

    private static bool IsOptions(ITypeSymbol? type) => type is INamedTypeSymbol { Name: not "ConfigurationOptions" } named
        && (named.GetMembers("Configuration").Concat(named.GetMembers("ConfigurationOptions")).OfType<IPropertySymbol>().Any()
            || named is { Name: "IOptions", TypeArguments: [var inner] } && IsOptions(inner));

    // Aspire's methods take the name of a connection, and not its text.
    private static bool IsConnectionString(string parameter) =>
        parameter is "redisConnectionString" or "connectionString" or "nameOrConnectionString";

    private static bool Gives(ITypeSymbol? type) => type switch
    {
        { Name: "IConnectionMultiplexer" or "ConnectionMultiplexer" or "IDatabase" or "RedLockMultiplexer" } => true,
        INamedTypeSymbol { TypeArguments: { IsEmpty: false } arguments } => arguments.Any(Gives),
        _ => false,
    };
}
