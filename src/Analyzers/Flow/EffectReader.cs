using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands;
using RedisSafety.Commands.Client;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Reads what one call does to Redis.</summary>
internal sealed class EffectReader(KnownSymbols symbols, KeyReader keys, ValueFlow values)
{
    // A call that lists more parts than this counts as a call for all.
    private const int MostParts = 8;

    private readonly List<KeyTerm> _terms = [];
    private readonly List<KeyTerm?> _parts = [];

    /// <summary>A method of StackExchange.Redis with a command of its own.</summary>
    public void Raw(CallSite site, IInvocationOperation call, CallShape shape, EffectTraits mark)
    {
        if (shape.Client is not { } method || Look(call, method) is not { IsData: true, Sent: { Command: { } command } sent } known)
        {
            return;
        }

        IArgumentOperation? flags = null;
        var hasUnknownCondition = false;
        foreach (var argument in call.Arguments)
        {
            var roles = method.RolesOf(argument);
            flags ??= (roles & ParameterRoles.Flags) != 0 ? argument : null;

            // A condition that is passed on from elsewhere may be one.
            hasUnknownCondition |= (roles & ParameterRoles.Condition) != 0 && !argument.IsImplicit
                && RedisCall.Constant(argument.Value) is null;

            // Nothing is sent for no fields.
            if ((roles & ParameterRoles.Array) != 0 && IsEmpty(argument.Value))
            {
                return;
            }
        }

        var access = RedisAccess.Of(known, flags);
        var parameter = default(int?);
        if (access is { IsWrite: false, Routing: null })
        {
            (access, parameter) = Resolve(access, flags!.Value);
        }

        if (known.IsQueued && !access.IsWrite)
        {
            return;
        }

        var traits = Traits(access, mark) | (known.IsQueued ? EffectTraits.Queued : EffectTraits.None);
        if (sent.RetryCategory == RetryCategory.WriteChecked || sent.HasCondition || hasUnknownCondition)
        {
            traits |= EffectTraits.Conditional;
        }

        if (sent.Reply != ReplyMeaning.Same)
        {
            traits |= EffectTraits.TellsWhetherDone;
        }

        traits |= IsClaim(sent.Tokens) ? EffectTraits.Claims : EffectTraits.None;
        foreach (var argument in call.Arguments)
        {
            var roles = method.RolesOf(argument);
            if ((roles & ParameterRoles.Part) != 0)
            {
                AddParts(argument.Value);
            }

            if ((roles & ParameterRoles.Expiry) != 0 && !argument.IsImplicit && RedisCall.Constant(argument.Value) is not "null")
            {
                traits |= EffectTraits.Expires;
            }

            // A key that the command only reads, it reads on the primary.
            if ((roles & ParameterRoles.Key) != 0)
            {
                if (!access.IsWrite || (roles & ParameterRoles.Changed) != 0)
                {
                    keys.ReadAll(argument.Value, _terms);
                }
            }
            else if (!argument.IsImplicit && (roles & ParameterRoles.Flags) == 0 && !IsName(command, argument, roles))
            {
                site.Values.Add(argument.Value);
            }
        }

        if ((traits & EffectTraits.Claims) != 0 && site.Values is [var token, ..] && IsToken(token))
        {
            traits |= EffectTraits.ByToken;
        }

        if (command.Use == ValueUse.Remove && LockFindings.IsCompensation(site))
        {
            traits |= EffectTraits.Compensates;
        }

        AddSources(site);
        var database = keys.ReadDatabase(call.Instance);
        if (_parts.Count is 0 or > MostParts)
        {
            KeyTerm? part = _parts.Count == 0 ? null : KeyTerm.Unknown;
            _parts.Clear();
            _parts.Add(part);
        }

        var queue = known.IsQueued ? keys.Read(call.Instance) : null;
        foreach (var key in _terms)
        {
            if (KeyReader.Prefixed(database, key) is not { } whole)
            {
                continue;
            }

            foreach (var part in _parts)
            {
                var effect = Make(whole, command, traits, database, site, access.Flags, part);
                site.Direct.Add(queue is null && parameter is null ? effect : effect with { Queue = queue, FlagsParameter = parameter });
            }
        }

        _terms.Clear();
        _parts.Clear();
    }

    private int? Routing(IOperation flags) => keys.Constant(flags) is int value ? value & RedisAccess.DemandReplica : null;

    /// <summary><c>Execute("…")</c>.</summary>
    public void Named(CallSite site, IInvocationOperation call, CallShape shape, EffectTraits mark)
    {
        if (shape.Client is not { } method || Look(call, method) is not { Sent: { Command: { } command } sent } known)
        {
            return;
        }

        if (command.Name is "WAIT" or "WAITAOF")
        {
            site.IsBarrier = true;
            return;
        }

        if (known.IsQueued || call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "args")?.Value is not { } passed
            || Elements(passed) is not { } elements || command.FindKeys(sent.Tokens) is not { } positions)
        {
            return;
        }

        site.Values.AddRange(elements);
        AddSources(site);
        var access = RedisAccess.Of(known, symbols);
        var traits = Traits(access, mark);
        if (sent.HasCondition)
        {
            traits |= EffectTraits.Conditional;
        }

        traits |= IsClaim(sent.Tokens) ? EffectTraits.Claims : EffectTraits.None;

        // A token that is not known may be one.
        if (command.Name is "SETEX" or "PSETEX"
            || sent.Tokens.Skip(3).Any(static token => token is null or "EX" or "PX" or "EXAT" or "PXAT" or "KEEPTTL"))
        {
            traits |= EffectTraits.Expires;
        }

        var database = keys.ReadDatabase(call.Instance);
        foreach (var position in positions.Where(position => position - 1 < elements.Length))
        {
            if (keys.Read(elements[position - 1]) is { } key)
            {
                if (KeyReader.Prefixed(database, key) is { } whole)
                {
                    site.Direct.Add(Make(whole, command, traits, database, site, access.Flags));
                }
            }
        }
    }

    /// <summary>A method with command templates.</summary>
    public void Attributed(CallSite site, IInvocationOperation call, CallShape shape)
    {
        foreach (var placeholder in shape.Templates
            .SelectMany(static template => template.Binding.Tokens)
            .Where(static token => !token.IsKey && token.Role != TokenRole.Name)
            .SelectMany(static token => token.Token.Parts).Select(static part => part.Placeholder).OfType<TemplatePlaceholder>())
        {
            if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == placeholder.Name) is { } argument)
            {
                site.Values.Add(argument.Value);
            }
        }

        AddSources(site);
        foreach (var template in shape.Templates)
        {
            var traits = template.Traits;
            if (template.Command.IsWrite && template.Binding.RetryCategory == RetryCategory.WriteChecked)
            {
                traits |= EffectTraits.Conditional;
            }

            traits |= TemplateTraits(template);
            var all = template.Binding.Keys.ToArray();
            foreach (var token in Written(template.Command, all))
            {
                if (TemplateKey(token.Token, call) is { } key)
                {
                    var effect = Make(key, template.Command, traits, DatabaseTerm.Unknown, site);
                    site.Direct.Add(effect.MayBeServedByReplica ? effect with { MarkedAs = call.TargetMethod } : effect);
                }
            }
        }
    }

    private static EffectTraits TemplateTraits(TemplateCall template)
    {
        var words = template.Binding.Tokens.Where(static token => token.Role is TokenRole.Keyword).Select(static token =>
            token.Token.Literal?.ToUpperInvariant()).ToArray();
        var isClaim = template.Command.Name == "SETNX" || (template.Command.Name == "SET" && words.Contains("NX"));
        var expires = template.Command.Name is "SETEX" or "PSETEX"
            || words.Any(static word => word is "EX" or "PX" or "EXAT" or "PXAT" or "KEEPTTL");
        return (isClaim ? EffectTraits.Claims : EffectTraits.None) | (expires ? EffectTraits.Expires : EffectTraits.None);
    }

    // Of a command that stores what it makes of others, only the key that it stores at is written.
    private static IEnumerable<BoundToken> Written(RedisCommand command, BoundToken[] all) =>
        !command.IsWrite || all.Length < 2 ? all
            : command.Name == "COPY" ? all.Skip(1)
            : command.Name is "BITOP" or "PFMERGE" || command.Name.EndsWith("STORE", StringComparison.Ordinal) ? all.Take(1)
            : all;

    private static ImmutableArray<IOperation>? Elements(IOperation passed)
    {
        while (passed is IConversionOperation conversion)
        {
            passed = conversion.Operand;
        }

        return passed is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : null;
    }

    // Flags that a local or a field holds, or that the caller gives.
    private (RedisAccess Access, int? Parameter) Resolve(RedisAccess access, IOperation flags) => Routing(flags) is { } routing
        ? (access with { Routing = routing }, null)
        : (access,
        KeyReader.Unwrap(flags) is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol, Ordinal: var ordinal } }
            ? ordinal : null);

    private void AddParts(IOperation value)
    {
        var listed = keys.Listed(value);
        if (listed is null)
        {
            _parts.Add(Part(value));
            return;
        }

        foreach (var element in listed)
        {
            _parts.Add(Part(element));
        }
    }

    // Of an entry, the name or member.
    private KeyTerm Part(IOperation value) => KeyReader.Unwrap(value) switch
    {
        IObjectCreationOperation
        {
            Type.Name: "HashEntry" or "SortedSetEntry" or "GeoEntry" or "KeyValuePair",
            Arguments: { Length: > 0 } arguments
        } creation =>
            creation.Arguments.FirstOrDefault(static argument =>
                argument.Parameter?.Name is "name" or "element" or "key" or "member") is { } named
                ? keys.Read(named.Value) ?? KeyTerm.Unknown
                : keys.Read(arguments[0].Value) ?? KeyTerm.Unknown,
        _ => keys.Read(value) ?? KeyTerm.Unknown,
    };

    // A field or member is the place of a write, not its content.
    private static bool IsName(RedisCommand command, IArgumentOperation argument, ParameterRoles roles) =>
        command.Use == ValueUse.Overwrite && (roles & ParameterRoles.Part) != 0
            && argument.Parameter?.Type is { TypeKind: not TypeKind.Array };

    // A value of the process, the machine or the call; not what a caller wants to keep.
    private static bool IsToken(IOperation value) => value.DescendantsAndSelf().Any(static part => part switch
    {
        IFieldReferenceOperation { Field: { HasConstantValue: false, Type: { } type } } => type.SpecialType == SpecialType.System_String
            || type.Name is "Guid" or "RedisValue",
        IInvocationOperation { TargetMethod: { Name: "NewGuid" or "CreateVersion7", ContainingType.Name: "Guid" } } => true,
        IPropertyReferenceOperation { Property: { Name: "MachineName" or "ProcessId", ContainingType.Name: "Environment" } } => true,
        ILocalReferenceOperation { Local: { Type.Name: "Guid" or "String" or "RedisValue" } local } => IsTokenName(local.Name),
        IParameterReferenceOperation { Parameter: { Type.Name: "Guid" or "String" or "RedisValue" } parameter } =>
            IsTokenName(parameter.Name),
        _ => false,
    });

    private static bool IsTokenName(string name) => name.EndsWith("token", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("owner", StringComparison.OrdinalIgnoreCase);

    private static bool IsClaim(IReadOnlyList<string?> tokens) => tokens[0] switch
    {
        "SETNX" => true,
        "SET" => tokens.Skip(2).Contains("NX", StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    private static EffectTraits Traits(RedisAccess access, EffectTraits mark)
    {
        if (access.IsWrite)
        {
            return EffectTraits.Write | EffectTraits.Raw;
        }

        var route = access.Routing switch
        {
            null => mark & (EffectTraits.Replica | EffectTraits.Primary),
            >= RedisAccess.PreferReplica => EffectTraits.Replica,
            _ => EffectTraits.Primary,
        };
        return route | EffectTraits.Raw | (mark == EffectTraits.None ? EffectTraits.None : EffectTraits.Marked);
    }

    private void AddSources(CallSite site)
    {
        foreach (var value in site.Values)
        {
            site.ValueSources |= values.Of(value);
        }
    }

    private static Effect Make(
        KeyTerm key, RedisCommand command, EffectTraits traits, DatabaseTerm database, CallSite site, IArgumentOperation? flags = null,
            KeyTerm? field = null) =>
        new(command, traits, key, database, site.Place)
        {
            Flags = flags?.Value.Syntax.Span ?? default,
            Field = field,
            Method = (site.Operation as IInvocationOperation)?.TargetMethod.Name ?? command.Name,
            ValueParameters = (traits & EffectTraits.Write) != 0 ? site.ValueSources.Parameters : 0,
        };

    private RedisCall? Look(IInvocationOperation call, ClientOverload method) =>
        call.TargetMethod.MethodKind == MethodKind.Ordinary ? RedisCall.Look(call, method, symbols) : null;

    private static bool IsEmpty(IOperation array) => KeyReader.Unwrap(array) switch
    {
        IArrayCreationOperation { Initializer.ElementValues.IsEmpty: true } => true,
        IInvocationOperation { TargetMethod: { Name: "Empty", ContainingType.Name: "Array" } } => true,
        var value => value?.Syntax is CollectionExpressionSyntax { Elements.Count: 0 },
    };

    private KeyTerm? TemplateKey(TemplateToken token, IInvocationOperation call)
    {
        var pieces = new List<KeyTerm>();
        foreach (var part in token.Parts)
        {
            if (part.Literal is { } literal)
            {
                pieces.Add(KeyTerm.OfText(literal));
                continue;
            }

            var argument = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == part.Placeholder!.Name);
            if (argument is null || keys.Read(argument.Value) is not { } value)
            {
                return null;
            }

            var type = argument.Parameter!.Type;
            foreach (var name in part.Placeholder!.Members)
            {
                if (Member(type, name) is not { } member)
                {
                    return null;
                }

                value = KeyTerm.OfMember(value, member);
                type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
            }

            pieces.Add(value);
        }

        return KeyTerm.OfJoined(pieces);
    }

    private static ISymbol? Member(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).FirstOrDefault(static member => member is IPropertySymbol or IFieldSymbol) is { } member)
            {
                return member;
            }
        }

        return null;
    }
}
