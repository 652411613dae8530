-- Who is in a channel.
--
-- KEYS  1 the channel's people
-- ARGV  1 how many are named at the most
-- gives {how many, then, unless they are too many, each person as JSON}

local result = {redis.call('HLEN', KEYS[1])}
if result[1] <= tonumber(ARGV[1]) then
  for _, value in ipairs(redis.call('HVALS', KEYS[1])) do
    table.insert(result, string.match(value, '^%d+ (.*)$'))
  end
end
return result
