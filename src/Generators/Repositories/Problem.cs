using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>Why a method gets no generated half: what the analyzer reports, and the generator is silent about.</summary>
/// <param name="Descriptor">The rule.</param>
/// <param name="Place">The symbol or attribute at which it is reported.</param>
/// <param name="Start">Where the offending part of the template begins, for <see cref="ProblemPlace.Template"/>.</param>
/// <param name="Length">How long that part is.</param>
/// <param name="Suggestion">The text that should stand there, where one is likely.</param>
/// <param name="Symbol">The symbol, where the place is one.</param>
/// <param name="Arguments">What the message names.</param>
internal sealed record Problem(
    DiagnosticDescriptor Descriptor,
    ProblemPlace Place,
    int Start,
    int Length,
    string? Suggestion,
    ISymbol? Symbol,
    params object[] Arguments)
{
    /// <summary>Which of the attribute's templates it is in, counted from 0.</summary>
    public int Template { get; init; }

    /// <summary>The named argument of the attribute, for <see cref="ProblemPlace.Setting"/>.</summary>
    public string? Setting { get; init; }

    /// <summary>The parameter that can tell one call from its repetition, where that would solve it.</summary>
    public string? Token { get; init; }

    /// <summary>What should stand elsewhere in the attribute's templates, where that is more than the part itself.</summary>
    public IReadOnlyList<TemplateEdit> Edits { get; init; } = [];

    public static Problem InTemplate(DiagnosticDescriptor descriptor, int start, int length, string? suggestion, params object[] arguments) =>
        new(descriptor, ProblemPlace.Template, start, length, suggestion, Symbol: null, arguments);

    public static Problem InSetting(DiagnosticDescriptor descriptor, string setting, params object[] arguments) =>
        new(descriptor, ProblemPlace.Setting, Start: 0, Length: 0, Suggestion: null, Symbol: null, arguments) { Setting = setting };

    public static Problem At(DiagnosticDescriptor descriptor, ISymbol symbol, params object[] arguments) =>
        new(descriptor, ProblemPlace.Symbol, Start: 0, Length: 0, Suggestion: null, symbol, arguments);

    /// <summary>The same problem, in the template of this index.</summary>
    public Problem In(int template) => this with { Template = template };
}
