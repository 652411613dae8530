-- Moves a user's mark forward, and tells the user's channel.
--
-- KEYS  1 tail, 2 epoch, 3 the mark, 4 the user's channel
-- ARGV  1 to 4 as for every script that writes, 5 channel name, 6 kind, 7 data, 8 position,
--       9 milliseconds to keep the mark, 10 where it was said, empty for here
-- gives {MOVED, UNCHANGED or AHEAD}

-- Doubles are exact for all positions that a clock can come to; what lies beyond is ahead anyway.
local function isAfter(a, b)
  local aMillis, aSequence = string.match(a, '^(%d+)%-(%d+)$')
  local bMillis, bSequence = string.match(b, '^(%d+)%-(%d+)$')
  aMillis, bMillis = tonumber(aMillis), tonumber(bMillis)
  return aMillis > bMillis or aMillis == bMillis and tonumber(aSequence) > tonumber(bSequence)
end

local log = open(KEYS, ARGV)
if isAfter(ARGV[8], log.before) then
  return {'AHEAD'}
end
local mark = redis.call('GET', KEYS[3])
-- A mark that is ahead of the log is left over from a life of it that has been lost.
if mark and not isAfter(ARGV[8], mark) and not isAfter(mark, log.before) then
  redis.call('PEXPIRE', KEYS[3], ARGV[9])
  return {'UNCHANGED'}
end
redis.call('SET', KEYS[3], ARGV[8], 'PX', ARGV[9])
store(log, ARGV[5], KEYS[4], ARGV[6], ARGV[7], ARGV[10] ~= '' and {from = ARGV[10]} or nil)
return {'MOVED'}
