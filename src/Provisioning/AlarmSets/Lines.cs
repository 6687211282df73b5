using System.Globalization;
using System.Text;

namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Text by lines that end in a line feed on every system.</summary>
internal sealed class Lines
{
    private readonly StringBuilder _text = new();

    public Lines Add(FormattableString line)
    {
        _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    public Lines Add(string line = "")
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();
}
