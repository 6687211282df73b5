#!/usr/bin/env bash
# As a widely copied guide has it.
GROUP=shop
aws elasticache create-replication-group \
  --replication-group-id "$GROUP" \
  --replication-group-description "Disaster recovery" \
  --engine redis --engine-version 7.1 --cache-node-type cache.r6g.large \
  --num-cache-clusters 3 --automatic-failover-enabled --multi-az-enabled \
  --transit-encryption-enabled --at-rest-encryption-enabled --auth-token "$TOKEN" \
  --snapshot-retention-limit 7 --notification-topic-arn "$TOPIC"

aws cloudwatch put-metric-alarm --alarm-name redis-replication-lag \
  --namespace AWS/ElastiCache --metric-name ReplicationLag \
  --dimensions Name=CacheClusterId,Value=$GROUP \
  --statistic Average --period 60 --evaluation-periods 5 --threshold 1 \
  --comparison-operator GreaterThanThreshold --treat-missing-data notBreaching
