using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>The value that stands in the source, before the compiler made another type of it.</summary>
internal static class ImplicitConversion
{
    /// <summary>The value without its implicit conversions.</summary>
    public static IOperation Unconverted(this IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }
}
