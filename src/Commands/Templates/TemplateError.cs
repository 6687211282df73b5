namespace RedisSafety.Commands.Templates;

/// <summary>An error and its place in the text of a template.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">A sentence without a final stop that says what was expected.</param>
/// <param name="Start">Where the offending part begins, in characters.</param>
/// <param name="Length">How long it is; 0 where something is missing at the end.</param>
/// <param name="Suggestion">The text that the part should be replaced by, where one is likely.</param>
public sealed record TemplateError(TemplateErrorKind Kind, string Message, int Start, int Length, string? Suggestion = null);
