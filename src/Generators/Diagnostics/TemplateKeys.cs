using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>The keys of a method, of its commands or of its script.</summary>
internal static class TemplateKeys
{
    /// <summary>Each key, and the template that it stands in. Not what a caller passes whole: what that is made of, only the caller knows.</summary>
    public static IEnumerable<(TemplateToken Token, int Template)> Of(RouteSettings settings, IEnumerable<TemplateBinding> bindings) => (settings.Script is null
            ? bindings.SelectMany(static (binding, index) => binding.Keys.Select(key => (key.Token, Template: index)))
            : ScriptArguments.Bind(CommandTemplate.Parse(settings.Commands.Count > 0 ? settings.Commands[0] : null))
                .Where(static argument => argument.IsKey).Select(static argument => (argument.Token, Template: 0)))
        .Where(static key => key.Token.Placeholder is null);
}
