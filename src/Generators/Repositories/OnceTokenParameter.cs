using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>The parameter that tells one call from its repetition.</summary>
/// <param name="context">The method that has it.</param>
internal sealed class OnceTokenParameter(CallContext context)
{
    private IParameterSymbol? Parameter => context.Method.Parameters.FirstOrDefault(parameter => parameter.Name == context.Settings.OncePer);

    /// <summary>What keeps the parameter from being a token, or the call from having one.</summary>
    /// <param name="call">The call, as messages name it.</param>
    /// <param name="changesKey">The call has a key and may change it.</param>
    public IEnumerable<Problem> Problems(string call, bool changesKey)
    {
        if (Parameter is not { } parameter)
        {
            yield break;
        }

        if (!TypeForm.IsNative(parameter.Type) || TypeForm.MayBeNull(parameter.Type))
        {
            yield return Problem.At(
                RepositoryDescriptors.TypeCannotTravel,
                parameter,
                $"'{parameter.Name}' tells one call from another, and '{parameter.Type.ToDisplayString()}' cannot: pass a string, a number or a Guid that is always there");
        }

        if (!changesKey)
        {
            yield return Problem.InSetting(
                RepositoryDescriptors.WrongArguments, nameof(RouteSettings.OncePer), $"{call} changes no key, beside which the token could stand; remove OncePer");
        }
    }

    /// <summary>The statement that gives the token to a command line, or to a transaction; empty where there is none.</summary>
    public string Statement(string target) => Parameter is { } parameter
        ? $"{target}.OncePer(global::RedisSafety.CodeGeneration.RedisArguments.Value({RepositoryParser.Identifier(parameter.Name)}), {context.Router}, {SymbolDisplay.FormatLiteral(parameter.Name, quote: true)});\n"
        : "";
}
