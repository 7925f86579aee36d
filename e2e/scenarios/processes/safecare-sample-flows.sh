# The sample flows of SafeCare's README, as they are printed there. A paragraph is a command.

## 1. Create API key (JWT)

curl -X POST http://localhost:8000/sms/admin/api-keys \
  -H "Authorization: Bearer $JWT" \
  -H "Content-Type: application/json" \
  -d '{"client_name":"SafeShop","scopes":["sms:send","sms:read"],"rate_limit_per_day":5000}'

## 2. Get agent registration secret (JWT)

curl -X GET http://localhost:8000/sms/admin/agent/registration-secret \
  -H "Authorization: Bearer $JWT"

## 3. Create/update agent registration secret in DB (JWT)

curl -X PUT http://localhost:8000/sms/admin/agent/registration-secret \
  -H "Authorization: Bearer $JWT" \
  -H "Content-Type: application/json" \
  -d '{"registration_secret":"your-new-secret-2026"}'

curl -X PUT http://localhost:8000/sms/admin/agent/registration-secret \
  -H "Authorization: Bearer $JWT" \
  -H "Content-Type: application/json" \
  -d '{"registration_secret":""}'

## 4. Agent register (get AGENT_ID + AGENT_TOKEN)

AGENT_REGISTER_JSON=$(curl -s -X POST http://localhost:8000/sms/agent/register \
  -H "Content-Type: application/json" \
  -d '{"device_id":"agent-001","label":"Android-01","registration_secret":"'$AGENT_SECRET'"}')
AGENT_ID=$(echo "$AGENT_REGISTER_JSON" | jq -r '.agent_id')
AGENT_TOKEN=$(echo "$AGENT_REGISTER_JSON" | jq -r '.agent_token')

## 5. Create + approve template (JWT)

TEMPLATE_ID=$(curl -s -X POST http://localhost:8000/sms/templates \
  -H "Authorization: Bearer $JWT" \
  -H "Content-Type: application/json" \
  -d '{"name":"otp","content":"Ma OTP {CODE}"}' | jq -r '.id')

curl -X POST http://localhost:8000/sms/templates/$TEMPLATE_ID/approve \
  -H "Authorization: Bearer $JWT"

## 6. Send SMS request (API key)

curl -X POST http://localhost:8000/sms/requests \
  -H "X-API-Key: $API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
       "template_id":"'$TEMPLATE_ID'",
       "agent_id":"'$AGENT_ID'",
       "messages":[{"to":"0901234567","variables":{"CODE":"123456"}}]
     }'

## 7. Get request detail + list by request

REQUEST_ID=$(curl -s -X POST http://localhost:8000/sms/requests \
  -H "X-API-Key: $API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
       "template_id":"'$TEMPLATE_ID'",
       "agent_id":"'$AGENT_ID'",
       "messages":[{"to":"0901234567","variables":{"CODE":"999999"}}]
     }' | jq -r '.request_id')

curl -X GET http://localhost:8000/sms/requests/$REQUEST_ID \
  -H "X-API-Key: $API_KEY"

curl -X GET "http://localhost:8000/sms/messages?request_id=$REQUEST_ID&limit=50&skip=0" \
  -H "X-API-Key: $API_KEY"

## 8. List all messages (new endpoint)

# API key: only messages belonging to this key
curl -X GET "http://localhost:8000/sms/messages/all?limit=50&skip=0&status=PENDING" \
  -H "X-API-Key: $API_KEY"

# JWT: all messages in the system
curl -X GET "http://localhost:8000/sms/messages/all?agent_id=$AGENT_ID&limit=50&skip=0" \
  -H "Authorization: Bearer $JWT"

## 9. Agent lease / report

curl -X GET "http://localhost:8000/sms/agent/jobs/next?limit=10" \
  -H "Authorization: Bearer $AGENT_TOKEN"

curl -X POST http://localhost:8000/sms/agent/messages/report \
  -H "Authorization: Bearer $AGENT_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{"messages":[{"message_id":"...","status":"SENT"}]}'
