using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Keys that are made by one command, and given their time to live by another.</summary>
internal static class LateExpiries
{
    /// <summary>A fault between the two commands leaves a lock or a limit that lives for ever.</summary>
    public static bool IsLate(MemberFacts facts, CallSite source, Effect made, CallSite site, Effect expiry)
    {
        if (expiry.Command is not { Use: ValueUse.Expire, Part: ValuePart.Whole } || made.Has(EffectTraits.Expires)
            || !(made.Has(EffectTraits.Claims) || (made.Command is { Use: ValueUse.Count, Part: ValuePart.Whole } && made.Command.Name != "BITFIELD")))
        {
            return false;
        }

        // Queued, they are sent in one piece; side by side, at once.
        if (made.Has(EffectTraits.Queued) || expiry.Has(EffectTraits.Queued) || source.Kind == CallKind.SendsQueue || (source.Together is not null && source.Together == site.Together))
        {
            return false;
        }

        // Who looks at the time to live gives it to a key that has none.
        return Reach.MayFollow(source.Operation, site.Operation) && !facts.Sites.Exists(other =>
            site.Control.HasCall(other.Index) && other.Effects.Exists(read => read.Command.Name is "TTL" or "PTTL" or "EXPIRETIME" or "PEXPIRETIME" && read.Key.Equals(expiry.Key)));
    }
}
