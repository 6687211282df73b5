using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A read or a write of one key, in the terms of the member that it is seen from.</summary>
internal sealed record Effect(RedisCommand Command, EffectTraits Traits, KeyTerm Key, DatabaseTerm Database, Place Place, string Why)
{
    public bool IsWrite => (Traits & EffectTraits.Write) != 0;

    public bool MayBeServedByReplica => (Traits & EffectTraits.Replica) != 0;

    /// <summary>The field of a hash, where the command names one.</summary>
    public KeyTerm? Field { get; init; }

    /// <summary>The parameters of the member that flow into what is written.</summary>
    public ulong ValueParameters { get; init; }

    /// <summary>What is read may be what the member returns.</summary>
    public bool IsReturned { get; init; }

    public bool Has(EffectTraits trait) => (Traits & trait) != 0;

    /// <summary>The other one is of the same key, as far as can be told.</summary>
    public bool IsOfSameKey(Effect other) => Key.Equals(other.Key) && Database.MayBe(other.Database);

    /// <summary>The effect as a caller sees it; null where the key is not known there.</summary>
    public Effect? In(Func<KeyTerm, KeyTerm?> replace) => Key.Replace(replace) is not { } key ? null : this with
    {
        Key = key,
        Database = Database with { Source = Database.Source?.Replace(replace) },
        Field = Field?.Replace(replace),
    };
}
