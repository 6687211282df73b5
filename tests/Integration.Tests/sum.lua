local sum = tonumber(ARGV[1])
for _, key in ipairs(KEYS) do
  sum = sum + tonumber(redis.call('GET', key) or '0')
end
return sum
