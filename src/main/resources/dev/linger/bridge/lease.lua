-- Asks who bridges, and renews, takes or gives up the lease.
--
-- KEYS  1 tail, 2 epoch, as for every script; 3 the lease, 4 what is known beside it
-- ARGV  1 to 4 as for every script that writes, 5 who asks, 6 how long the lease lasts in milliseconds, 0 to
--       give it up, 7 1 if the asker can take it
-- gives {1 if the asker has it, the token of who has or had it, how far that one heard the forum}

local holder = redis.call('GET', KEYS[3])
if holder == ARGV[5] then
  if ARGV[6] == '0' then
    redis.call('DEL', KEYS[3])
    holder = false
  else
    redis.call('PEXPIRE', KEYS[3], ARGV[6])
  end
elseif not holder and ARGV[7] == '1' then
  holder = ARGV[5]
  redis.call('SET', KEYS[3], holder, 'PX', ARGV[6])
  -- A number alone may come again, if Redis loses its end; with the name in it, it is nobody else's.
  local number = redis.call('HINCRBY', KEYS[4], 'takeovers', 1)
  redis.call('HSET', KEYS[4], 'token', number .. ':' .. holder, 'stored', 0)
end
return {holder == ARGV[5] and 1 or 0, redis.call('HGET', KEYS[4], 'token') or '',
  redis.call('HGET', KEYS[4], 'heard') or '0-0'}
