using System.ComponentModel;
using System.Diagnostics;
using RedisSafety.Provisioning.AlarmSets;

namespace RedisSafety.Provisioning.Tests;

/// <summary>Checks generated files with the formats' own tools, if they are installed.</summary>
public sealed class ExternalToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-safety-tools-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Cfn_lint_accepts_the_template() => await AcceptsAsync(
        "cfn-lint", AlarmFormat.CloudFormation, "alarms.template.yaml", "-r", "us-east-1", "-t");

    [Fact]
    public async Task Terraform_accepts_the_formatting() => await AcceptsAsync("terraform", AlarmFormat.Terraform, "alarms.tf", "fmt", "-check", "-diff");

    [Fact]
    public async Task Bash_accepts_the_script() => await AcceptsAsync("bash", AlarmFormat.AwsCli, "alarms.sh", "-n");

    [Fact]
    public async Task Promtool_accepts_the_rules() => await AcceptsAsync("promtool", AlarmFormat.Prometheus, "rules.yml", "check", "rules");

    private async Task AcceptsAsync(string program, AlarmFormat format, string file, params string[] arguments)
    {
        var path = Path.Combine(_folder, file);
        await File.WriteAllTextAsync(path, AlarmRenderer.Render(GeneratedAlarmTests.Set(1, 2, "Disabled", null), format), TestContext.Current.CancellationToken);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [.. arguments, path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await output + await error);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }
    }
}
