using RedisSafety.Tool;

return await RedisSafetyTool.RunAsync(args, Console.Out, Console.Error);
