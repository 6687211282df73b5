using System.Globalization;
using System.Text;
using System.Xml;

namespace RedisSafety.Tool.Drills;

/// <summary>A test suite for each scenario, with a test for each limit. A scenario from which nothing follows is an error.</summary>
internal static class DrillJunit
{
    /// <summary>Some readers take a byte order mark as text before the first element.</summary>
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the report.</summary>
    public static void Write(DrillReport report, Stream stream)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = WithoutMark });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "RedisSafety drill");
        foreach (var scenario in report.Scenarios)
        {
            var isInconclusive = scenario.Verdict == Verdict.Inconclusive;
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", scenario.Result.Name);
            xml.WriteAttributeString("tests", Number(scenario.Checks.Count + (isInconclusive ? 1 : 0)));
            xml.WriteAttributeString("failures", Number(scenario.Checks.Count(static check => check.Verdict == Verdict.Fail)));
            xml.WriteAttributeString("errors", isInconclusive ? "1" : "0");
            xml.WriteAttributeString("timestamp", scenario.Result.TriggeredAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            foreach (var check in scenario.Checks)
            {
                Case(xml, scenario, check.Name);
                if (check.Verdict == Verdict.Fail)
                {
                    Message(xml, "failure", $"{check.Value}, and the limit is {check.Limit}");
                }

                xml.WriteEndElement();
            }

            if (isInconclusive)
            {
                Case(xml, scenario, "conclusive");
                Message(xml, "error", string.Join(' ', scenario.Result.Inconclusive.DefaultIfEmpty("Nothing was measured.")));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Case(XmlWriter xml, ScenarioReport scenario, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", scenario.Result.Name);
        xml.WriteAttributeString("name", name);
    }

    private static void Message(XmlWriter xml, string element, string text)
    {
        // XML has no way to write control characters.
        var valid = string.Concat(text.Select(static character => XmlConvert.IsXmlChar(character) ? character : ' '));
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", valid);
        xml.WriteString(valid);
        xml.WriteEndElement();
    }
}
