using Microsoft.CodeAnalysis;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>What a template that is right should still be warned of. It keeps nothing from being generated.</summary>
internal static class RepositoryAdvice
{
    /// <summary>The warnings on a method whose templates are right.</summary>
    /// <param name="settings">What its attribute says.</param>
    /// <param name="serverVersion">The oldest server that the project declares; null where it declares none.</param>
    public static IEnumerable<Problem> Of(RouteSettings settings, Version? serverVersion)
    {
        var bindings = settings.Script is null ? settings.Commands.Select(static command => TemplateBinding.Bind(command)).ToArray() : [];
        if (bindings.Any(static binding => !binding.IsValid))
        {
            return [];
        }

        return TooNew(bindings, serverVersion).Concat(ApartInCluster(settings, bindings));
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
