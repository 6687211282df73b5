using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Reports;

/// <summary>A short identity for services that follow a finding from run to run.</summary>
internal static class Fingerprint
{
    /// <summary>The fingerprint: the key, and a number where several findings share it.</summary>
    public static string Of(Finding finding)
    {
        var (rule, project, member, subject) = finding.Key;
        var text = string.Join('\n', rule, project, member, subject, finding.Ordinal.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
