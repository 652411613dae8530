-- Lets all leases of clients end soon. Nobody hears of it before they have.
--
-- KEYS  as for every script of presence
-- ARGV  12 how soon in milliseconds, then the clients
-- gives nothing

local p = presence(KEYS, ARGV)

for i = 13, #ARGV do
  for _, channel in ipairs(redis.call('SMEMBERS', p.client .. ARGV[i])) do
    redis.call('ZADD', p.leases, 'XX', 'LT', p.now + tonumber(ARGV[12]), channel .. '\n' .. ARGV[i])
  end
end

return {}
