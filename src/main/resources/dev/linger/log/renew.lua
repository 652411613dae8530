-- Begins a new life of the log, unless somebody else has already.
--
-- KEYS  1 epoch
-- ARGV  1 the epoch that has lost something, 2 the next one
-- gives the epoch that holds now

local epoch = redis.call('GET', KEYS[1])
if not epoch or epoch == ARGV[1] then
  epoch = ARGV[2]
  redis.call('SET', KEYS[1], epoch)
end
return epoch
