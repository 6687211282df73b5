using System.CommandLine;
using Spectre.Console;

namespace RedisSafety.Tool.Terminal;

/// <summary>
/// Prints for people where the output is a terminal, and plain text where it is redirected: no colour, no frames, no lines cut to a width.
/// </summary>
internal sealed class Output
{
    private readonly TextWriter _writer;
    private readonly IAnsiConsole? _terminal;

    public Output(InvocationConfiguration configuration)
        : this(configuration.Output, configuration.Error, ReferenceEquals(configuration.Output, Console.Out) && !Console.IsOutputRedirected)
    {
    }

    public Output(TextWriter writer, TextWriter error, bool isTerminal)
    {
        _writer = writer;
        Error = error;
        if (isTerminal)
        {
            _terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        }
    }

    /// <summary>Errors and progress.</summary>
    public TextWriter Error { get; }

    /// <summary>True if a person reads along.</summary>
    public bool IsTerminal => _terminal is not null;

    /// <summary>Prints a line as it is.</summary>
    public void Line(string text = "") => _writer.WriteLine(text);

    /// <summary>Prints a line in a style of Spectre.Console, for example <c>bold red</c>.</summary>
    public void Line(string text, string style)
    {
        if (_terminal is null)
        {
            _writer.WriteLine(text);
        }
        else
        {
            _terminal.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");
        }
    }

    /// <summary>Prints rows below a header, in columns.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<string[]> rows)
    {
        if (_terminal is not null)
        {
            var table = new Table().Border(TableBorder.Rounded);
            foreach (var column in header)
            {
                table.AddColumn(new TableColumn($"[bold]{Markup.Escape(column)}[/]"));
            }

            foreach (var row in rows)
            {
                table.AddRow([.. row.Select(Markup.Escape)]);
            }

            _terminal.Write(table);
            return;
        }

        string[][] lines = [[.. header], .. rows];
        var widths = Enumerable.Range(0, header.Count).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            _writer.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>Prints Markdown as it is, or with its headlines, code and lists in styles.</summary>
    public void Markdown(string markdown)
    {
        if (_terminal is null)
        {
            _writer.Write(markdown);
            return;
        }

        foreach (var line in MarkdownMarkup.Lines(markdown))
        {
            _terminal.MarkupLine(line);
        }
    }
}
