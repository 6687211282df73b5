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
    private readonly List<KeyTerm> _terms = [];

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
            hasUnknownCondition |= (roles & ParameterRoles.Condition) != 0 && !argument.IsImplicit && RedisCall.Constant(argument.Value) is null;

            // Nothing is sent for no fields.
            if ((roles & ParameterRoles.Array) != 0 && IsEmpty(argument.Value))
            {
                return;
            }
        }

        var access = RedisAccess.Of(known, flags);
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

        KeyTerm? field = null;
        foreach (var argument in call.Arguments)
        {
            var roles = method.RolesOf(argument);
            field ??= (roles & ParameterRoles.Field) != 0 ? keys.Read(argument.Value) : null;

            // A key that the command only reads, it reads on the primary.
            if ((roles & ParameterRoles.Key) != 0)
            {
                if (!access.IsWrite || (roles & ParameterRoles.Changed) != 0)
                {
                    keys.ReadAll(argument.Value, _terms);
                }
            }
            else if (!argument.IsImplicit && (roles & ParameterRoles.Flags) == 0)
            {
                site.Values.Add(argument.Value);
            }
        }

        AddSources(site);
        var database = keys.ReadDatabase(call.Instance);
        foreach (var key in _terms)
        {
            Add(key, command, traits, database, site, access.Flags, field);
        }

        _terms.Clear();
    }

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
        var database = keys.ReadDatabase(call.Instance);
        foreach (var position in positions.Where(position => position - 1 < elements.Length))
        {
            if (keys.Read(elements[position - 1]) is { } key)
            {
                Add(key, command, Traits(access, mark), database, site, access.Flags, field: null);
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

    private static void Add(
        KeyTerm key, RedisCommand command, EffectTraits traits, DatabaseTerm database, CallSite site, IArgumentOperation? flags, KeyTerm? field)
    {
        if (KeyReader.Prefixed(database, key) is { } whole)
        {
            site.Direct.Add(Make(whole, command, traits, database, site, flags, field));
        }
    }

    private static Effect Make(
        KeyTerm key, RedisCommand command, EffectTraits traits, DatabaseTerm database, CallSite site, IArgumentOperation? flags = null, KeyTerm? field = null) =>
        new(command, traits, key, database, site.Place)
        {
            Flags = flags?.Value.Syntax.Span ?? default,
            Field = field,
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
