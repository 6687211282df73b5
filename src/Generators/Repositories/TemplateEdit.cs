namespace RedisSafety.Generators.Repositories;

/// <summary>A part of a template, and what should stand there.</summary>
/// <param name="Template">Which of the attribute's templates it is in, counted from 0.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Text">What should stand there.</param>
internal sealed record TemplateEdit(int Template, int Start, int Length, string Text);
