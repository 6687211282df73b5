using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Calls;

/// <summary>
/// One method of StackExchange.Redis as its symbol has it, beside what the call table has of all that share its name. Made once, so
/// that a call need not look at names and types. Safe for use from any number of threads.
/// </summary>
internal sealed class ClientOverload
{
    private readonly ParameterRoles[] _roles;
    private ClientCall? _plain;

    /// <param name="method">The method, as its type defines it.</param>
    /// <param name="type">The kind of object that the table has it under.</param>
    /// <param name="entry">What the table has of it.</param>
    /// <param name="symbols">The types of the compilation.</param>
    public ClientOverload(IMethodSymbol method, ClientType type, ClientMethod entry, KnownSymbols symbols)
    {
        Type = type;
        Entry = entry;
        _roles = new ParameterRoles[method.Parameters.Length];
        for (var i = 0; i < _roles.Length; i++)
        {
            _roles[i] = Of(method.Parameters[i], entry, symbols);
        }
    }

    public ClientType Type { get; }

    public ClientMethod Entry { get; }

    /// <summary>What a call sends that names none of the arguments that decide; null until such a call came up.</summary>
    public ClientCall? Plain
    {
        get => Volatile.Read(ref _plain);
        set => Volatile.Write(ref _plain, value);
    }

    /// <summary>What an argument is for.</summary>
    public ParameterRoles RolesOf(IArgumentOperation argument) =>
        argument.Parameter is { Ordinal: var ordinal } && ordinal < _roles.Length ? _roles[ordinal] : ParameterRoles.None;

    /// <summary>A call leaves all that decides what it sends to the defaults of the method, so that it sends what all such calls do.</summary>
    public bool IsPlain(IInvocationOperation call)
    {
        // The command that a call names itself is in its arguments.
        if (Entry.Kind != ClientMethodKind.Command)
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.DefaultValue && (RolesOf(argument) & ParameterRoles.Deciding) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ParameterRoles Of(IParameterSymbol parameter, ClientMethod entry, KnownSymbols symbols)
    {
        var roles = parameter.Type is IArrayTypeSymbol ? ParameterRoles.Array : ParameterRoles.None;
        if (IsKey(parameter.Type, symbols))
        {
            roles |= ParameterRoles.Key | (entry.Writes(parameter.Name) ? ParameterRoles.Changed : ParameterRoles.None);
        }

        if (SymbolEqualityComparer.Default.Equals(parameter.Type, symbols.CommandFlags))
        {
            roles |= ParameterRoles.Flags;
        }

        if (IsPart(parameter, entry))
        {
            roles |= ParameterRoles.Part;
        }

        if (parameter.Name is "expiry")
        {
            roles |= ParameterRoles.Expiry;
        }

        if (parameter.Type.Name is "When" or "ValueCondition" or "ExpireWhen" or "SortedSetWhen")
        {
            roles |= ParameterRoles.Condition;
        }

        return entry.Deciding.Contains(parameter.Name) ? roles | ParameterRoles.Deciding : roles;
    }

    // The values of a set are its members, those of a sorted set come as entries.
    private static bool IsPart(IParameterSymbol parameter, ClientMethod entry) => parameter.Name switch
    {
        "hashField" or "hashFields" or "field" or "fields" or "member" or "members" => true,
        "index" => entry.Name.StartsWith("List", StringComparison.Ordinal),
        "value" or "values" => entry.Name is "SetAdd" or "SetRemove" or "SetContains" or "SortedSetAdd" or "SortedSetUpdate",
        _ => false,
    };

    private static bool IsKey(ITypeSymbol type, KnownSymbols symbols) => type is IArrayTypeSymbol { ElementType: var element }
        ? IsKey(element, symbols) || (element is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: [var first, ..] } && IsKey(first, symbols))
        : SymbolEqualityComparer.Default.Equals(type, symbols.RedisKey);
}
