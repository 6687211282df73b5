using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A call that reads or writes Redis, and where it goes.</summary>
internal sealed record RedisAccess(IInvocationOperation Call, RedisCommand Command, bool IsWrite, bool MayBeServedByReplica, string Why)
{
    /// <summary>The two bits of <c>CommandFlags</c> that choose a node: 0, 4 (DemandMaster), 8 (PreferReplica), 12 (DemandReplica).</summary>
    private const int RoutingBits = 12;

    private const int PreferReplica = 8;

    /// <summary>The bits by which a raw call chooses its node; null where they are not known, or there are none.</summary>
    public int? Routing { get; private init; }

    /// <summary>The argument that holds the flags, where the call names them.</summary>
    public IArgumentOperation? Flags { get; private init; }

    /// <summary>What the call does; null where it is no call to Redis, or one that is only queued.</summary>
    public static RedisAccess? Of(IInvocationOperation call, KnownSymbols symbols) => Raw(call, symbols) ?? Attributed(call, symbols);

    /// <summary>The keys that can be told.</summary>
    public IEnumerable<KeyTerm> Keys(KnownSymbols symbols)
    {
        if (Template(Call.TargetMethod, symbols) is { } template)
        {
            return TemplateBinding.Bind(template.Text).Keys.Select(key => KeyTerm.Of(key.Token, Call)).OfType<KeyTerm>();
        }

        return Call.Arguments
            .Where(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.RedisKey))
            .Select(static argument => KeyTerm.Of(argument.Value))
            .OfType<KeyTerm>();
    }

    /// <summary>The index that the database was asked for by; null where that is not known.</summary>
    public int? DatabaseIndex()
    {
        // By syntax: a control-flow graph holds the declaration no more.
        var source = Call.Instance is ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var declaration, ..] }
            ? (declaration.GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value
            : Call.Instance?.Syntax;
        return source is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetDatabase" },
            ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: int index } }, ..],
        }
            ? index
            : null;
    }

    /// <summary>The template of a method that bears one.</summary>
    public static (string Text, bool IsReplica, bool IsReadYourWrites)? Template(IMethodSymbol method, KnownSymbols symbols)
    {
        foreach (var attribute in method.GetAttributes())
        {
            var isReplica = attribute.AttributeClass is not null && SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.ReadReplicaAttribute);
            var isPrimary = attribute.AttributeClass is not null && SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, symbols.PrimaryAttribute);
            if ((isReplica || isPrimary) && attribute.ConstructorArguments is [{ Value: string text }, ..])
            {
                var consistency = attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "Consistency").Value;
                return (text, isReplica, consistency.Value is not null and not 0);
            }
        }

        return null;
    }

    private static RedisAccess? Raw(IInvocationOperation call, KnownSymbols symbols)
    {
        var method = call.TargetMethod;
        var receiver = call.Instance?.Type ?? method.ContainingType;
        if (!KnownSymbols.Is(method.ContainingType, symbols.DatabaseAsync)
            || KnownSymbols.Is(receiver, symbols.Queue)
            || RedisCall.Of(call, symbols) is not { IsData: true, Sent.Command: { } command })
        {
            return null;
        }

        var flags = call.Arguments.FirstOrDefault(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags));
        var routing = flags?.Value.ConstantValue is { HasValue: true, Value: int value } ? value & RoutingBits : (int?)null;
        var mayBeReplica = routing >= PreferReplica;
        return new RedisAccess(call, command, command.IsWrite, mayBeReplica && !command.IsWrite, $"'{flags?.Value.Syntax}'")
        {
            Routing = routing,
            Flags = flags is { IsImplicit: false } ? flags : null,
        };
    }

    private static RedisAccess? Attributed(IInvocationOperation call, KnownSymbols symbols)
    {
        if (Template(call.TargetMethod, symbols) is not { } template || TemplateBinding.Bind(template.Text).Command is not { } command)
        {
            return null;
        }

        return new RedisAccess(
            call, command, command.IsWrite, !command.IsWrite && template.IsReplica && !template.IsReadYourWrites, $"'{call.TargetMethod.Name}', which is [ReadReplica],");
    }
}
