locals {
  name  = "cart"
  nodes = [for i in range(3) : format("%s-%03d", aws_elasticache_replication_group.cart.id, i + 1)]
}

resource "aws_sns_topic" "alerts" {
  name = "alerts"
}

resource "aws_elasticache_replication_group" "cart" {
  replication_group_id        = local.name
  description                 = "Carts"
  engine                      = "redis"
  engine_version              = "7.1"
  num_cache_clusters          = 3
  preferred_cache_cluster_azs = ["eu-central-1a", "eu-central-1a", "eu-central-1a"]
  automatic_failover_enabled  = true
  multi_az_enabled            = true
  at_rest_encryption_enabled  = true
  transit_encryption_enabled  = false # a legacy client
  auth_token                  = var.token
  snapshot_retention_limit    = 7
  notification_topic_arn      = aws_sns_topic.alerts.arn
  parameter_group_name        = "default.redis7"
}

resource "aws_cloudwatch_metric_alarm" "node" {
  for_each = {
    EngineCPUUtilization          = 90
    DatabaseMemoryUsagePercentage = 90
  }

  alarm_name          = "${local.name}-${each.key}"
  namespace           = "AWS/ElastiCache"
  metric_name         = each.key
  statistic           = "Average"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value
  alarm_actions       = [aws_sns_topic.alerts.arn]

  # Today's primary.
  dimensions = {
    CacheClusterId = "${aws_elasticache_replication_group.cart.id}-001"
  }
}

resource "aws_cloudwatch_metric_alarm" "counts" {
  count               = length(local.nodes)
  alarm_name          = "evictions-${count.index}"
  namespace           = "AWS/ElastiCache"
  metric_name         = "Evictions"
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 100
  dimensions          = { CacheClusterId = local.nodes[count.index] }
}
