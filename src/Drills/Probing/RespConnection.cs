using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace RedisSafety.Drills.Probing;

/// <summary>
/// A connection that sends one command at a time and nothing by itself. A client library would reconnect and retry in its own time, which
/// is what a drill measures.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    /// <summary>The most elements and bytes of a reply: what is larger is not a reply to anything that the drill asks.</summary>
    private const int Largest = 64 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _read;
    private int _filled;

    private RespConnection(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>Connects and authenticates.</summary>
    /// <exception cref="IOException">The connection failed, or the server refused it.</exception>
    public static async Task<RespConnection> OpenAsync(NodeAddress address, DeploymentAccess access, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: false);
            if (access.Tls)
            {
                var encrypted = new SslStream(stream);
                stream = encrypted;
                await encrypted.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = access.TlsHost ?? address.Host }, cancellationToken);
            }

            var connection = new RespConnection(socket, stream);
            if (access.Password is { } password)
            {
                string[] login = access.User is { } user ? ["AUTH", user, password] : ["AUTH", password];
                if (await connection.SendAsync(cancellationToken, login) is RespError refused)
                {
                    throw new IOException($"{address}: {refused.Message}");
                }
            }

            return connection;
        }
        catch (Exception exception)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            if (exception is SocketException or System.Security.Authentication.AuthenticationException)
            {
                throw new IOException($"{address}: {exception.Message}", exception);
            }

            throw;
        }
    }

    /// <summary>Sends a command and reads its reply: a string, a number, a list, null, or a <see cref="RespError"/>.</summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task<object?> SendAsync(CancellationToken cancellationToken, params string[] command)
    {
        await SendWithoutReplyAsync(cancellationToken, command);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>Sends a command that has no reply.</summary>
    /// <exception cref="IOException">The connection was lost.</exception>
    public async Task SendWithoutReplyAsync(CancellationToken cancellationToken, params string[] command)
    {
        var request = new ArrayBufferWriter<byte>();
        Append(request, $"*{command.Length.ToString(CultureInfo.InvariantCulture)}\r\n");
        foreach (var part in command)
        {
            Append(request, $"${Encoding.UTF8.GetByteCount(part).ToString(CultureInfo.InvariantCulture)}\r\n{part}\r\n");
        }

        await _stream.WriteAsync(request.WrittenMemory, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static void Append(ArrayBufferWriter<byte> request, string text) => Encoding.UTF8.GetBytes(text, request);

    private async Task<object?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken);
        if (line.Length == 0)
        {
            throw new IOException("The server sent an empty line.");
        }

        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                return new RespError(rest);
            case ':':
                return Number(rest);
            case '$':
                var length = Size(rest);
                if (length < 0)
                {
                    return null;
                }

                var bytes = await ReadBytesAsync(length + 2, cancellationToken);
                return Encoding.UTF8.GetString(bytes, 0, length);
            case '*':
                var count = Size(rest);
                if (count < 0)
                {
                    return null;
                }

                var items = new List<object?>();
                for (var i = 0; i < count; i++)
                {
                    items.Add(await ReadAsync(cancellationToken));
                }

                return items;
            default:
                throw new IOException($"The server sent '{line[0]}', which is no Redis reply.");
        }
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new IOException($"The server sent '{text}' for a number.");

    private static int Size(string text) => Number(text) is var size && size <= Largest
        ? (int)size
        : throw new IOException($"The server sent a reply of {text} bytes or elements.");

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_read == _filled)
            {
                await FillAsync(cancellationToken);
            }

            var character = (char)_buffer[_read++];
            if (character == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(character);
        }
    }

    private async Task<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            if (_read == _filled)
            {
                await FillAsync(cancellationToken);
            }

            var some = Math.Min(count - done, _filled - _read);
            Array.Copy(_buffer, _read, bytes, done, some);
            done += some;
            _read += some;
        }

        return bytes;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _read = 0;
        _filled = 0;
        _filled = await _stream.ReadAsync(_buffer, cancellationToken);
        if (_filled == 0)
        {
            throw new IOException("The server closed the connection.");
        }
    }
}
