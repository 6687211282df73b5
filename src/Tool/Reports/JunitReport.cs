using System.Text;
using System.Xml;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Rules;

namespace RedisSafety.Tool.Reports;

/// <summary>
/// A test suite a project, with a test a rule: it fails with the new findings, and a project that was not checked is an error.
/// </summary>
internal static class JunitReport
{
    /// <summary>Some readers take a byte order mark as text before the first element.</summary>
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the report.</summary>
    public static void Write(ScanResult result, Stream stream)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = WithoutMark });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "RedisSafety");
        foreach (var project in result.Projects.Where(project => project.Status is ProjectStatus.Checked or ProjectStatus.NotChecked))
        {
            WriteProject(result, project, xml);
        }

        if (result.Stale.Count > 0 && !result.AllowsStale)
        {
            Suite(xml, "redis-safety.baseline.json", 1, 1, 0);
            Case(xml, "redis-safety.baseline.json", "entries that no longer occur");
            var entries = result.Stale.Select(entry => $"{entry.Key.Rule} {entry.Key.Member} {entry.Key.Subject}");
            Failure(xml, "failure", string.Join('\n', entries));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteProject(ScanResult result, ProjectResult project, XmlWriter xml)
    {
        if (project.Status == ProjectStatus.NotChecked)
        {
            Suite(xml, project.Name, 1, 0, 1);
            Case(xml, project.Name, "not checked");
            Failure(xml, "error", string.Join('\n', project.Reasons));
            xml.WriteEndElement();
            xml.WriteEndElement();
            return;
        }

        var rules = RulePages.All.Values.OrderBy(page => page.Id, StringComparer.Ordinal).ToList();
        var found = result.New.Where(finding => finding.ProjectPath == project.Path).ToLookup(finding => finding.Rule);
        Suite(xml, project.Name, rules.Count, found.Count, 0);
        foreach (var rule in rules)
        {
            Case(xml, project.Name, $"{rule.Id}: {rule.Title}");
            if (found[rule.Id].ToList() is { Count: > 0 } findings)
            {
                Failure(xml, "failure", string.Join('\n', findings.Select(finding =>
                    $"{result.Relative(finding.Place.File)}({finding.Place.StartLine},{finding.Place.StartColumn}): {finding.Message}")));
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Suite(XmlWriter xml, string name, int tests, int failures, int errors)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", XmlConvert.ToString(tests));
        xml.WriteAttributeString("failures", XmlConvert.ToString(failures));
        xml.WriteAttributeString("errors", XmlConvert.ToString(errors));
    }

    private static void Case(XmlWriter xml, string project, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", project);
        xml.WriteAttributeString("name", name);
    }

    private static void Failure(XmlWriter xml, string element, string text)
    {
        xml.WriteStartElement(element);
        // XML has no way to write control characters.
        var valid = string.Concat(text.Select(character => XmlConvert.IsXmlChar(character) ? character : ' '));
        xml.WriteAttributeString("message", valid.Split('\n')[0]);
        xml.WriteString(valid);
        xml.WriteEndElement();
    }
}
