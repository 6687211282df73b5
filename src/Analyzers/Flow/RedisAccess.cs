using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A raw call that reads or writes, and where its flags send it.</summary>
internal readonly record struct RedisAccess(RedisCall Call, RedisCommand Command, bool IsWrite)
{
    /// <summary>The two bits of <c>CommandFlags</c> that choose a node: 0, 4 (DemandMaster), 8 (PreferReplica), 12 (DemandReplica).</summary>
    public const int PreferReplica = 8;

    public const int DemandReplica = 12;

    /// <summary>The bits by which the call chooses its node; null where they are not known, or there are none.</summary>
    public int? Routing { get; init; }

    /// <summary>The argument that holds the flags, where the call names them.</summary>
    public IArgumentOperation? Flags { get; private init; }

    /// <summary>The access; null where the call is no data command of StackExchange.Redis.</summary>
    public static RedisAccess? Of(IInvocationOperation call, KnownSymbols symbols) =>
        RedisCall.Look(call, symbols) is { IsData: true, Sent.Command: not null } known ? Of(known, symbols) : null;

    /// <summary>The access of a call whose flags ask for a replica; null for all others, of which little is looked at.</summary>
    public static RedisAccess? OfReplicaFlags(IInvocationOperation call, KnownSymbols symbols)
    {
        foreach (var argument in call.Arguments)
        {
            // By the value first: most arguments are no constants, and fewer have such a bit.
            if (!argument.IsImplicit && (argument.Value.ConstantValue.HasValue || argument.Value is ILocalReferenceOperation) && Constant(argument.Value) is { } value && (value & DemandReplica) >= PreferReplica
                && SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags))
            {
                for (IOperation? outer = call; outer is not null; outer = outer.Parent)
                {
                    if (Outline.IsExpressionTree(outer))
                    {
                        return null;
                    }
                }

                return Of(call, symbols);
            }
        }

        return null;
    }

    /// <summary>The access of a call whose command is known.</summary>
    public static RedisAccess Of(RedisCall call, KnownSymbols symbols)
    {
        foreach (var argument in call.Operation.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags))
            {
                return Of(call, argument);
            }
        }

        return Of(call, flags: null);
    }

    /// <summary>The access of a call whose command is known, and so is the argument that holds the flags.</summary>
    public static RedisAccess Of(RedisCall call, IArgumentOperation? flags) => new(call, call.Sent!.Command!, call.Sent.IsWrite)
    {
        Routing = flags is null ? 0 : Constant(flags.Value) is { } value ? value & DemandReplica : null,
        Flags = flags is { IsImplicit: false } ? flags : null,
    };

    // The flags as they are written, or as the only value that a local is ever given.
    private static int? Constant(IOperation flags)
    {
        if (flags.ConstantValue is { HasValue: true, Value: var constant })
        {
            return constant as int?;
        }

        if (flags is not ILocalReferenceOperation { Local: var local })
        {
            return null;
        }

        var root = flags;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        int? only = null;
        foreach (var operation in new OperationWalk(root))
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer.Value.ConstantValue: { HasValue: true, Value: int value } } declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local):
                    only = value;
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var target } } when SymbolEqualityComparer.Default.Equals(target, local):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation { Local: var passed } } when SymbolEqualityComparer.Default.Equals(passed, local):
                    return null;
            }
        }

        return only;
    }
}
