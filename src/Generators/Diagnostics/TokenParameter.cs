using Microsoft.CodeAnalysis;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Repositories;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>
/// Finds the parameter whose value tells one call from every other one. Its type or its name has to say so, and it is no part of a key: the
/// id in "webhook:{id}" is the same for each delivery, and a token has to differ between two calls that are meant as two.
/// </summary>
internal static class TokenParameter
{
    private static readonly string[] Names =
    [
        "token", "nonce", "requestId", "callId", "attemptId", "operationId", "deliveryId", "eventId", "webhookId", "messageId", "commandId",
        "correlationId", "idempotencyKey",
    ];

    /// <summary>Its name; null where none is likely.</summary>
    public static string? Find(IMethodSymbol method, IReadOnlyList<TemplateBinding> bindings)
    {
        var inKeys = new HashSet<string>(
            bindings.SelectMany(static binding => binding.Keys).SelectMany(static key => key.Token.Parts).Select(static part => part.Placeholder?.Name).OfType<string>(),
            StringComparer.Ordinal);
        var possible = method.Parameters
            .Where(parameter => !inKeys.Contains(parameter.Name) && TypeForm.IsNative(parameter.Type) && !TypeForm.MayBeNull(parameter.Type))
            .ToArray();
        return (possible.FirstOrDefault(static parameter => Array.Exists(Names, name => parameter.Name.EndsWith(name, StringComparison.OrdinalIgnoreCase)))
            ?? possible.FirstOrDefault(static parameter => parameter.Type is { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }))?.Name;
    }
}
