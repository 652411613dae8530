-- Begins leases and renews them; who was not in a channel is now, and that is announced.
--
-- KEYS  as for every script of presence
-- ARGV  12 how many leases a person has in a channel at the most, then for every lease: it, the person as JSON
-- gives nothing

local p, most = presence(KEYS, ARGV), tonumber(ARGV[12])

for i = 13, #ARGV, 2 do
  local lease, json = ARGV[i], ARGV[i + 1]
  local channel, client, user = parts(lease)
  local count, known = person(p, channel, user)
  local isNew = redis.call('ZADD', p.leases, p.now + p.lease, lease) == 1

  if isNew and count >= most then
    redis.call('ZREM', p.leases, lease)
  elseif isNew or count == 0 then
    -- A lease of somebody who is not there: the people were lost, and come back.
    redis.call('SADD', p.client .. client, channel)
    write(p, channel, user, count + 1, json)
    if count == 0 then
      announce(p, channel, 'joined', json)
    end
  elseif known ~= json then
    write(p, channel, user, count, json)
  end
end

return {}
