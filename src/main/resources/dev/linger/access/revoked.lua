-- What was revoked since a number.
--
-- KEYS  1 the last number, 2 what is revoked, 3 its order
-- ARGV  1 the number; one that is behind the last means that something was lost, and all is given
-- gives {the last number, then what is revoked and its times, in turn}

local last = redis.call('GET', KEYS[1]) or '0'
if last == ARGV[1] then
  return {last}
end
local from = tonumber(ARGV[1]) > tonumber(last) and '-inf' or '(' .. ARGV[1]
local result = {last}
for _, what in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], from, '+inf')) do
  local times = redis.call('HGET', KEYS[2], what)
  if times then
    result[#result + 1] = what
    result[#result + 1] = times
  end
end
return result
