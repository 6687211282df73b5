using Microsoft.CodeAnalysis;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>What a template that is right should still be warned of. It keeps nothing from being generated.</summary>
internal static class RepositoryAdvice
{
    /// <summary>The warnings on a method whose templates are right.</summary>
    /// <param name="method">The method.</param>
    /// <param name="settings">What its attribute says.</param>
    /// <param name="serverVersion">The oldest server that the project declares; null where it declares none.</param>
    public static IEnumerable<Problem> Of(IMethodSymbol method, RouteSettings settings, Version? serverVersion)
    {
        var bindings = settings.Script is null ? settings.Commands.Select(static command => TemplateBinding.Bind(command)).ToArray() : [];
        if (bindings.Any(static binding => !binding.IsValid))
        {
            return [];
        }

        return TooNew(bindings, serverVersion).Concat(ApartInCluster(settings, bindings)).Concat(WithOtherReply(method, settings, bindings));
    }

    private static IEnumerable<Problem> WithOtherReply(IMethodSymbol method, RouteSettings settings, TemplateBinding[] bindings)
    {
        var result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
        if (bindings.Length == 0 || settings.IsReplica || settings.OncePer is not null || result is null
            || RepeatedReplies.Of(method, bindings, result) is not { Reply: RepeatedReply.Differs, Category: < RetryCategory.WriteAccumulating }
            || RepeatedReplies.AreAllowed(method, settings))
        {
            yield break;
        }

        for (var i = 0; i < bindings.Length; i++)
        {
            if (RepeatedReplies.IsUsed(i, bindings.Length, result) && RepeatedReplies.Of(method, bindings[i]).Reply == RepeatedReply.Differs)
            {
                var name = bindings[i].Template.Tokens[0];
                var token = TokenParameter.Find(method, bindings);
                yield return Problem.InTemplate(
                    RepositoryDescriptors.ConditionalReply,
                    name.Start,
                    name.Length,
                    suggestion: null,
                    $"{bindings[i].Command!.Name} replies as if nothing was left to do when an earlier attempt, whose reply was lost, has done it; so '{method.Name}' is not repeated after such a fault, and throws RedisUnavailableException: "
                    + (token is null ? "add a parameter with a value of its own for each call as OncePer" : $"set OncePer = nameof({token})")
                    + ", return Task if nobody needs the reply, or set AllowRepeatedReply = true if a wrong one does no harm").In(i) with
                {
                    Token = token,
                };
                yield break;
            }
        }
    }

    private static IEnumerable<Problem> TooNew(TemplateBinding[] bindings, Version? serverVersion)
    {
        if (serverVersion is null)
        {
            yield break;
        }

        for (var i = 0; i < bindings.Length; i++)
        {
            var binding = bindings[i];
            if (binding.Since <= serverVersion)
            {
                continue;
            }

            // The argument that is too new, where it is not the command itself.
            var newest = binding.Tokens.FirstOrDefault(token => token.Argument?.Since > serverVersion) is { } argument && binding.Command!.Since <= serverVersion
                ? argument.Token
                : binding.Template.Tokens[0];
            yield return Problem.InTemplate(
                RepositoryDescriptors.NeedsNewerServer,
                newest.Start,
                newest.Length,
                suggestion: null,
                $"{(newest == binding.Template.Tokens[0] ? binding.Command!.Name : $"This form of {binding.Command!.Name}")} needs Redis {binding.Since}, and the project declares {serverVersion} (RedisMinServerVersion): an older server answers with an error").In(i);
        }
    }

    private static IEnumerable<Problem> ApartInCluster(RouteSettings settings, TemplateBinding[] bindings)
    {
        var keys = TemplateKeys.Of(settings, bindings).ToArray();
        SlotTag? first = null;
        foreach (var (token, template) in keys)
        {
            var tag = SlotTag.Of(token);
            if (first is null)
            {
                first = tag;
            }
            else if (!tag.IsWith(first))
            {
                yield return Problem.InTemplate(
                    RepositoryDescriptors.KeysApart,
                    token.Start,
                    token.Length,
                    SlotTag.Shared(keys.Select(static key => key.Token)),
                    $"'{tag.Key}' and '{first.Key}' can belong to different slots of a Cluster, which then refuses the command; {tag.Offer(first)}").In(template);
                yield break;
            }
        }
    }
}
