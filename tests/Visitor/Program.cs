using RedisSafety;
using RedisSafety.Visitor;

// Each line on the input is a request: its number, the session's token, its calls. Each line on the output is the answer to one: its
// number, the session's new token, the values. It ends with its input, and so with the process that started it.
var options = new RedisSafetyOptions { Configuration = args[0], SessionKeys = { Convert.FromBase64String(args[1]) } };
await using var router = await RedisRouter.ConnectAsync(options);
Console.WriteLine("ready");
while (await Console.In.ReadLineAsync() is { } line)
{
    var (number, token, calls) = line.Split(' ') is [var first, var second, var third] ? (first, second, third) : throw new FormatException(line);
    _ = AnswerAsync();

    async Task AnswerAsync()
    {
        string answer;
        try
        {
            answer = await Request.RunAsync(router, token, calls);
        }
#pragma warning disable CA1031 // Whatever it is, the one who asked has to be told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            answer = $"fault {Uri.EscapeDataString(fault.Message)}";
        }

        // One write a line: answers of several requests do not mix.
        Console.WriteLine($"{number} {answer}");
    }
}
