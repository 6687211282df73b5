using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The text of operations.</summary>
internal static class OperationText
{
    public static string ConstantText(this IOperation operation) =>
        operation.ConstantValue is { HasValue: true, Value: string text } ? text : operation.Syntax.ToString().TrimStart(':');
}
